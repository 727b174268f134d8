#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::journal {

// One open file. Writes are seen by readers at once and survive the end of the process; they survive the end of the
// machine only after `sync`. One thread writes; others may read at the same time.
class File {
public:
    virtual ~File() = default;

    [[nodiscard]] virtual Result<std::uint64_t> size() = 0;

    // Fills `into` from `offset` and returns how many bytes there were; fewer than asked only at the end of the file.
    [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) = 0;

    // Writes all of `bytes`. After an error the range may hold any mix of old and new bytes.
    [[nodiscard]] virtual Result<void> write_at(std::uint64_t offset, ByteView bytes) = 0;

    // Returns when everything written so far is on stable storage (fdatasync). After an error nothing is known about
    // the writes since the last good sync, and a further sync proves nothing (the kernel may have dropped the dirty
    // pages), so a failed sync is never repeated.
    [[nodiscard]] virtual Result<void> sync() = 0;

    // A hint that the synced content is not needed in memory any more. Changes nothing that can be seen but speed.
    virtual void release_memory() {}
};

// Held for as long as this process owns a data folder; released with the object or the end of the process.
class StorageLock {
public:
    virtual ~StorageLock() = default;
};

// The files under one data folder, by names relative to it with '/' between folders ("journal/0000000001.segment").
// The seam at which the disk is simulated in tests and at which a replicated store can stand in for it.
class Storage {
public:
    virtual ~Storage() = default;

    // Makes a new file of `size` zero bytes whose space is really allocated, so that writing within it cannot run out
    // of space and its syncs change no metadata. Synced, its name too, when this returns. Fails with already_exists or
    // no_space; then there is no such file.
    [[nodiscard]] virtual Result<std::unique_ptr<File>> create(std::string_view name, std::uint64_t size) = 0;

    // The same, cheaper to make, for files that are synced rarely: their syncs may have to change metadata.
    [[nodiscard]] virtual Result<std::unique_ptr<File>> create_reserved(std::string_view name, std::uint64_t size) {
        return create(name, size);
    }

    [[nodiscard]] virtual Result<std::unique_ptr<File>> open_to_read(std::string_view name) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<File>> open_to_write(std::string_view name) = 0;

    // The names of the files directly in `folder`, without the folder, sorted. A folder that is missing is empty.
    [[nodiscard]] virtual Result<std::vector<std::string>> list(std::string_view folder) = 0;

    // Atomic: after a crash the file has the old name or the new one. Replaces what had the new name. Durable on
    // return.
    [[nodiscard]] virtual Result<void> rename(std::string_view from, std::string_view to) = 0;

    // Removes what the creation of files in `folder` left there when the end of a process cut it short: it takes room
    // and is listed nowhere else. Returns the names those files would have got, without the folder, sorted. Not to be
    // called while a file is created in the folder.
    [[nodiscard]] virtual Result<std::vector<std::string>> remove_half_made(std::string_view folder) = 0;

    // Durable on return. Removing what is not there is not_found.
    [[nodiscard]] virtual Result<void> remove(std::string_view name) = 0;

    // Makes a folder and its parents where missing; durable on return.
    [[nodiscard]] virtual Result<void> make_folder(std::string_view folder) = 0;

    // Fails with conflict while another process holds the lock.
    [[nodiscard]] virtual Result<std::unique_ptr<StorageLock>> lock() = 0;

    // Where the name lies for a person to find it, for messages.
    [[nodiscard]] virtual std::string path_of(std::string_view name) const = 0;
};

}  // namespace trireme::journal
