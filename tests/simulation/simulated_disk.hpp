#pragma once

#include "base/result.hpp"
#include "simulation/simulated_file.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::simulation {

// A disk in memory: files, folders, what is in the page cache and what is really stored. Names follow journal::Storage,
// whose create, rename, remove and make_folder are durable on return; only what is written into files can be lost.
// Knows no faults but the loss of power and a full disk; those of single operations are the machine's.
class SimulatedDisk {
public:
    static constexpr std::uint32_t usual_sector_bytes = 512;
    static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

    explicit SimulatedDisk(std::uint32_t sector_bytes) : sector_bytes_(sector_bytes) {}

    // Copies share the pages of their files.
    SimulatedDisk(const SimulatedDisk& other);
    SimulatedDisk& operator=(const SimulatedDisk&) = delete;

    // How messages call a file.
    [[nodiscard]] static std::string path_of(std::string_view name);

    [[nodiscard]] Result<std::shared_ptr<SimulatedFile>> create(const std::string& name, std::uint64_t size);
    [[nodiscard]] Result<std::shared_ptr<SimulatedFile>> open(const std::string& name) const;
    // What is left of `create` when the process ends in the midst of it, as far as there is room for it.
    void leave_half_made(const std::string& name, std::uint64_t size);
    [[nodiscard]] std::vector<std::string> remove_half_made(const std::string& folder);
    [[nodiscard]] std::vector<std::string> half_made_files() const;
    [[nodiscard]] std::vector<std::string> list(const std::string& folder) const;
    [[nodiscard]] Result<void> rename(const std::string& from, const std::string& to);
    [[nodiscard]] Result<void> remove(const std::string& name);
    [[nodiscard]] Result<void> make_folder(std::string_view folder);
    [[nodiscard]] Result<void> write(SimulatedFile& file, std::uint64_t offset, ByteView bytes);

    // Everything unsynced, in all files, meets its fate.
    SurvivalCounts cut_power(Survival survival, Random& random);

    // The sum of the sizes of all files may not exceed this. Files that are there already stay.
    void set_capacity(std::uint64_t bytes) { capacity_bytes_ = bytes; }
    [[nodiscard]] std::uint64_t used_bytes() const;
    [[nodiscard]] std::uint64_t unsynced_bytes() const;

    // Where the next byte written will stand.
    [[nodiscard]] StreamPosition position() const { return written_bytes_; }

    // Where the byte stands of which exactly `bytes` unsynced bytes were written before.
    [[nodiscard]] StreamPosition position_after_unsynced(std::uint64_t bytes) const;

private:
    [[nodiscard]] std::uint64_t room() const;
    [[nodiscard]] Result<void> check_room_for(std::uint64_t further_bytes, std::string_view name) const;
    [[nodiscard]] Result<void> check_folder_of(const std::string& name) const;

    std::uint32_t sector_bytes_;
    std::uint64_t capacity_bytes_ = unlimited;
    StreamPosition written_bytes_ = 0;
    std::map<std::string, std::shared_ptr<SimulatedFile>> files_;
    std::map<std::string, std::uint64_t> half_made_;  // by the name it was to get: how many bytes it takes
    std::set<std::string> folders_;
};

}  // namespace trireme::simulation
