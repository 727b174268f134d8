#pragma once

#include "base/bytes.hpp"
#include "benchmarks/report.hpp"
#include "journal/storage.hpp"

#include <memory>
#include <string>

// What the disk can do by itself, measured in the same run as what is compared with it.
namespace trireme::benchmarks {

// A folder below the present one, removed with the object. The present folder decides which disk is measured.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::unique_ptr<journal::Storage> open_storage() const;

private:
    std::string path_;
};

// Microseconds for writing `bytes` behind the last ones into a preallocated file and fdatasync.
[[nodiscard]] Samples measure_fdatasync_us(const ScratchFolder& folder, std::size_t bytes, std::size_t count);

// Bytes per second of a bare append: one write and one fdatasync for each batch, nothing else.
[[nodiscard]] double measure_plain_append(const ScratchFolder& folder, ByteView batch, std::size_t count);

// Stops the program with the error's message if there is one; a benchmark has nobody to hand it to.
template <class T>
T value_or_exit(Result<T> result);
void exit_on_error(const Error& error);

template <class T>
T value_or_exit(Result<T> result) {
    if (!result) {
        exit_on_error(result.error());
    }
    if constexpr (!std::is_void_v<T>) {
        return *std::move(result);
    }
}

}  // namespace trireme::benchmarks
