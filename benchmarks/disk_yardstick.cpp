#include "benchmarks/disk_yardstick.hpp"

#include "journal/posix_storage.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace trireme::benchmarks {

ScratchFolder::ScratchFolder() : path_(fmt::format("bench-scratch-{}", getpid())) {
    std::filesystem::create_directory(path_);
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;  // the folder is left behind; the next run uses another
    std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<journal::Storage> ScratchFolder::open_storage() const {
    return value_or_exit(journal::open_posix_storage(path_, journal::FolderPolicy::must_exist));
}

void exit_on_error(const Error& error) {
    fmt::print(stderr, "bench: {}\n", error.message);
    std::exit(EXIT_FAILURE);
}

Samples measure_fdatasync_us(const ScratchFolder& folder, std::size_t bytes, std::size_t count) {
    const auto storage = folder.open_storage();
    const std::string name = "yardstick";
    auto file = value_or_exit(storage->create(name, bytes * count));
    const ByteBuffer content(bytes, std::byte{0x7E});
    Samples samples;
    for (std::size_t index = 0; index < count; ++index) {
        const auto begin = std::chrono::steady_clock::now();
        value_or_exit(file->write_at(index * bytes, content));
        value_or_exit(file->sync());
        samples.add(seconds_since(begin) * 1e6);
    }
    file.reset();
    value_or_exit(storage->remove(name));
    return samples;
}

double measure_plain_append(const ScratchFolder& folder, ByteView batch, std::size_t count) {
    const auto storage = folder.open_storage();
    const std::string name = "plain";
    auto file = value_or_exit(storage->create(name, count * batch.size()));
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t index = 0; index < count; ++index) {
        value_or_exit(file->write_at(index * batch.size(), batch));
        value_or_exit(file->sync());
    }
    const double rate = static_cast<double>(count * batch.size()) / seconds_since(begin);
    file.reset();
    value_or_exit(storage->remove(name));
    return rate;
}

}  // namespace trireme::benchmarks
