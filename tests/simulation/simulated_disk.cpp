#include "simulation/simulated_disk.hpp"

#include "journal/storage_name.hpp"

#include <algorithm>

namespace trireme::simulation {

SimulatedDisk::SimulatedDisk(const SimulatedDisk& other)
    : sector_bytes_(other.sector_bytes_),
      capacity_bytes_(other.capacity_bytes_),
      written_bytes_(other.written_bytes_),
      half_made_(other.half_made_),
      folders_(other.folders_) {
    for (const auto& [name, file] : other.files_) {
        files_.emplace(name, std::make_shared<SimulatedFile>(*file));
    }
}

std::string SimulatedDisk::path_of(std::string_view name) { return fmt::format("simulated:/{}", name); }

Result<std::shared_ptr<SimulatedFile>> SimulatedDisk::create(const std::string& name, std::uint64_t size) {
    if (files_.contains(name) || folders_.contains(name)) {
        return fail(ErrorCode::already_exists, "{} exists", path_of(name));
    }
    TRIREME_TRY(check_folder_of(name));
    half_made_.erase(name);
    TRIREME_TRY(check_room_for(size, path_of(name)));
    return files_.emplace(name, std::make_shared<SimulatedFile>(size, sector_bytes_)).first->second;
}

void SimulatedDisk::leave_half_made(const std::string& name, std::uint64_t size) {
    if (!files_.contains(name) && check_folder_of(name)) {
        half_made_[name] = 0;
        half_made_[name] = std::min(size, room());
    }
}

std::vector<std::string> SimulatedDisk::remove_half_made(const std::string& folder) {
    std::vector<std::string> names;
    std::erase_if(half_made_, [&](const auto& half_made) {
        const std::string& name = half_made.first;
        if (journal::enclosing_folder(name) != folder) {
            return false;
        }
        names.push_back(folder.empty() ? name : name.substr(folder.size() + 1));
        return true;
    });
    return names;
}

std::vector<std::string> SimulatedDisk::half_made_files() const {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : half_made_) {
        names.push_back(name);
    }
    return names;
}

Result<std::shared_ptr<SimulatedFile>> SimulatedDisk::open(const std::string& name) const {
    const auto found = files_.find(name);
    if (found == files_.end()) {
        return fail(ErrorCode::not_found, "{} does not exist", path_of(name));
    }
    return found->second;
}

std::vector<std::string> SimulatedDisk::list(const std::string& folder) const {
    std::vector<std::string> names;
    for (const auto& [name, file] : files_) {
        if (journal::enclosing_folder(name) == folder) {
            names.push_back(folder.empty() ? name : name.substr(folder.size() + 1));
        }
    }
    return names;
}

Result<void> SimulatedDisk::rename(const std::string& from, const std::string& to) {
    TRIREME_TRY_ASSIGN(std::shared_ptr<SimulatedFile> file, open(from));
    TRIREME_TRY(check_folder_of(to));
    if (folders_.contains(to)) {
        return fail(ErrorCode::io_failure, "{} is a folder", path_of(to));
    }
    files_.erase(from);
    files_[to] = std::move(file);
    return {};
}

Result<void> SimulatedDisk::remove(const std::string& name) {
    if (files_.erase(name) == 0) {
        return fail(ErrorCode::not_found, "{} does not exist", path_of(name));
    }
    return {};
}

Result<void> SimulatedDisk::make_folder(std::string_view folder) {
    for (std::size_t end = 0; end < folder.size();) {
        end = std::min(folder.find('/', end + 1), folder.size());
        const std::string name(folder.substr(0, end));
        if (files_.contains(name)) {
            return fail(ErrorCode::already_exists, "{} is a file", path_of(name));
        }
        folders_.insert(name);
    }
    return {};
}

Result<void> SimulatedDisk::write(SimulatedFile& file, std::uint64_t offset, ByteView bytes) {
    const std::uint64_t end = offset + bytes.size();
    if (end > file.size()) {
        TRIREME_TRY(check_room_for(end - file.size(), "the file"));
    }
    file.write(offset, bytes, written_bytes_);
    written_bytes_ += bytes.size();
    return {};
}

SurvivalCounts SimulatedDisk::cut_power(Survival survival, Random& random) {
    SurvivalCounts counts;
    const SimulatedFile::Span span{.kept_until = position_after_unsynced(survival.prefix_bytes)};
    for (const auto& [name, file] : files_) {
        const SurvivalCounts of_file = file->write_back(survival.rule, span, random);
        file->drop_cache();
        counts.kept += of_file.kept;
        counts.stale += of_file.stale;
        counts.torn += of_file.torn;
    }
    return counts;
}

std::uint64_t SimulatedDisk::used_bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [name, file] : files_) {
        sum += file->size();
    }
    for (const auto& [name, bytes] : half_made_) {
        sum += bytes;
    }
    return sum;
}

std::uint64_t SimulatedDisk::unsynced_bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [name, file] : files_) {
        for (const SimulatedFile::UnsyncedWrite& write : file->unsynced_writes()) {
            sum += write.bytes;
        }
    }
    return sum;
}

std::uint64_t SimulatedDisk::room() const { return capacity_bytes_ - std::min(used_bytes(), capacity_bytes_); }

Result<void> SimulatedDisk::check_room_for(std::uint64_t further_bytes, std::string_view name) const {
    if (further_bytes > room()) {
        return fail(ErrorCode::no_space, "the disk is full: {} needs {} bytes and {} of {} are free", name,
                    further_bytes, room(), capacity_bytes_);
    }
    return {};
}

Result<void> SimulatedDisk::check_folder_of(const std::string& name) const {
    const std::string folder(journal::enclosing_folder(name));
    if (!folder.empty() && !folders_.contains(folder)) {
        return fail(ErrorCode::not_found, "the folder {} does not exist", path_of(folder));
    }
    return {};
}

StreamPosition SimulatedDisk::position_after_unsynced(std::uint64_t bytes) const {
    std::vector<SimulatedFile::UnsyncedWrite> writes;
    for (const auto& [name, file] : files_) {
        writes.insert(writes.end(), file->unsynced_writes().begin(), file->unsynced_writes().end());
    }
    std::ranges::sort(writes, {}, &SimulatedFile::UnsyncedWrite::position);
    for (const SimulatedFile::UnsyncedWrite& write : writes) {
        if (bytes < write.bytes) {
            return write.position + bytes;
        }
        bytes -= write.bytes;
    }
    return written_bytes_;
}

}  // namespace trireme::simulation
