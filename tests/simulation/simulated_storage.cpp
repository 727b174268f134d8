#include "simulation/simulated_storage.hpp"

#include "base/assert.hpp"
#include "journal/storage_name.hpp"

#include <utility>

namespace trireme::simulation {
namespace {

class OpenFile final : public journal::File {
public:
    OpenFile(std::shared_ptr<SimulatedMachine> machine, Life life, std::string name,
             std::shared_ptr<SimulatedFile> file, OperationKind opened_by)
        : machine_(std::move(machine)),
          life_(life),
          name_(std::move(name)),
          file_(std::move(file)),
          writable_(opened_by != OperationKind::open_to_read) {}

    [[nodiscard]] Result<std::uint64_t> size() override {
        return machine_->run(life_, {OperationKind::size, name_},
                             [this](SimulatedDisk&) -> Result<std::uint64_t> { return file_->size(); });
    }

    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) override {
        return machine_->run(life_, {OperationKind::read, name_, offset, into.size()},
                             [&](SimulatedDisk&) -> Result<std::size_t> { return file_->read(offset, into); });
    }

    [[nodiscard]] Result<void> write_at(std::uint64_t offset, ByteView bytes) override {
        if (!writable_) {
            return fail(ErrorCode::io_failure, "cannot write {}: it was opened to be read",
                        SimulatedDisk::path_of(name_));
        }
        return machine_->write(life_, name_, *file_, offset, bytes);
    }

    [[nodiscard]] Result<void> sync() override { return machine_->sync(life_, name_, *file_); }

private:
    std::shared_ptr<SimulatedMachine> machine_;
    Life life_;
    std::string name_;
    std::shared_ptr<SimulatedFile> file_;
    bool writable_;
};

class HeldLock final : public journal::StorageLock {
public:
    HeldLock(std::shared_ptr<SimulatedMachine> machine, Life life) : machine_(std::move(machine)), life_(life) {}
    HeldLock(const HeldLock&) = delete;
    HeldLock& operator=(const HeldLock&) = delete;
    ~HeldLock() override { machine_->release_lock(life_); }

private:
    std::shared_ptr<SimulatedMachine> machine_;
    Life life_;
};

}  // namespace

SimulatedStorage::SimulatedStorage(std::uint64_t seed, std::uint32_t sector_bytes)
    : machine_(std::make_shared<SimulatedMachine>(SimulatedDisk(sector_bytes), seed)) {}

SimulatedStorage::~SimulatedStorage() = default;

std::unique_ptr<SimulatedStorage> SimulatedStorage::clone(std::uint64_t seed) const {
    auto machine = machine_->with_disk(
        [seed](const SimulatedDisk& disk, Random&) { return std::make_shared<SimulatedMachine>(disk, seed); });
    return std::unique_ptr<SimulatedStorage>(new SimulatedStorage(std::move(machine)));
}

Result<std::unique_ptr<journal::File>> SimulatedStorage::create(std::string_view name, std::uint64_t size) {
    journal::assert_file_name(name);
    const Life life = machine_->life();
    const std::string file_name(name);
    TRIREME_TRY_ASSIGN(auto file, machine_->run(life, {OperationKind::create, file_name, 0, size},
                                                [&](SimulatedDisk& disk) { return disk.create(file_name, size); }));
    return std::make_unique<OpenFile>(machine_, life, file_name, std::move(file), OperationKind::create);
}

Result<std::unique_ptr<journal::File>> SimulatedStorage::open_to_read(std::string_view name) {
    return open(name, OperationKind::open_to_read);
}

Result<std::unique_ptr<journal::File>> SimulatedStorage::open_to_write(std::string_view name) {
    return open(name, OperationKind::open_to_write);
}

Result<std::unique_ptr<journal::File>> SimulatedStorage::open(std::string_view name, OperationKind kind) {
    journal::assert_file_name(name);
    const Life life = machine_->life();
    const std::string file_name(name);
    TRIREME_TRY_ASSIGN(auto file, machine_->run(life, {kind, file_name},
                                                [&](const SimulatedDisk& disk) { return disk.open(file_name); }));
    return std::make_unique<OpenFile>(machine_, life, file_name, std::move(file), kind);
}

Result<std::vector<std::string>> SimulatedStorage::list(std::string_view folder) {
    journal::assert_folder_name(folder);
    const std::string folder_name(folder);
    return machine_->run(
        machine_->life(), {OperationKind::list, folder_name},
        [&](const SimulatedDisk& disk) -> Result<std::vector<std::string>> { return disk.list(folder_name); });
}

Result<std::vector<std::string>> SimulatedStorage::remove_half_made(std::string_view folder) {
    journal::assert_folder_name(folder);
    const std::string folder_name(folder);
    return machine_->run(
        machine_->life(), {OperationKind::remove, fmt::format("what is half made in {}", folder)},
        [&](SimulatedDisk& disk) -> Result<std::vector<std::string>> { return disk.remove_half_made(folder_name); });
}

Result<void> SimulatedStorage::rename(std::string_view from, std::string_view to) {
    journal::assert_file_name(from);
    journal::assert_file_name(to);
    return machine_->run(machine_->life(), {OperationKind::rename, fmt::format("{} to {}", from, to)},
                         [&](SimulatedDisk& disk) { return disk.rename(std::string(from), std::string(to)); });
}

Result<void> SimulatedStorage::remove(std::string_view name) {
    journal::assert_file_name(name);
    return machine_->run(machine_->life(), {OperationKind::remove, std::string(name)},
                         [&](SimulatedDisk& disk) { return disk.remove(std::string(name)); });
}

Result<void> SimulatedStorage::make_folder(std::string_view folder) {
    journal::assert_folder_name(folder);
    return machine_->run(machine_->life(), {OperationKind::make_folder, std::string(folder)},
                         [&](SimulatedDisk& disk) { return disk.make_folder(folder); });
}

Result<std::unique_ptr<journal::StorageLock>> SimulatedStorage::lock() {
    const Life life = machine_->life();
    TRIREME_TRY(machine_->take_lock(life));
    return std::make_unique<HeldLock>(machine_, life);
}

std::string SimulatedStorage::path_of(std::string_view name) const { return SimulatedDisk::path_of(name); }

void SimulatedStorage::set_capacity(std::uint64_t bytes) {
    machine_->with_disk([bytes](SimulatedDisk& disk, Random&) { disk.set_capacity(bytes); });
}

void SimulatedStorage::flip_bit(std::string_view name, std::uint64_t offset, unsigned bit) {
    TRIREME_ASSERT(bit < 8, "a byte has no bit {}", bit);
    std::byte byte{};
    machine_->with_disk([&](const SimulatedDisk& disk, Random&) {
        disk.open(std::string(name)).value()->read(offset, MutableByteView(&byte, 1));
    });
    byte ^= std::byte{1} << bit;
    overwrite(name, offset, ByteView(&byte, 1));
}

void SimulatedStorage::overwrite(std::string_view name, std::uint64_t offset, ByteView bytes) {
    machine_->with_disk([&](const SimulatedDisk& disk, Random&) {
        const std::shared_ptr<SimulatedFile> file = disk.open(std::string(name)).value();
        TRIREME_ASSERT(offset + bytes.size() <= file->size(), "{} ends at {}", name, file->size());
        file->damage(offset, bytes);
    });
}

void SimulatedStorage::overwrite_with_zeros(std::string_view name, std::uint64_t offset, std::uint64_t bytes) {
    overwrite(name, offset, ByteBuffer(static_cast<std::size_t>(bytes)));
}

void SimulatedStorage::overwrite_with_garbage(std::string_view name, std::uint64_t offset, std::uint64_t bytes) {
    ByteBuffer garbage(static_cast<std::size_t>(bytes));
    machine_->with_disk([&](const SimulatedDisk&, Random& random) {
        for (std::byte& byte : garbage) {
            byte = static_cast<std::byte>(below(random, 256));
        }
    });
    overwrite(name, offset, garbage);
}

void SimulatedStorage::truncate(std::string_view name, std::uint64_t size) {
    machine_->with_disk(
        [&](const SimulatedDisk& disk, Random&) { disk.open(std::string(name)).value()->truncate(size); });
}

bool SimulatedStorage::exists(std::string_view name) const {
    return machine_->with_disk(
        [&](const SimulatedDisk& disk, Random&) { return disk.open(std::string(name)).has_value(); });
}

ByteBuffer SimulatedStorage::content(std::string_view name) const {
    return machine_->with_disk([&](const SimulatedDisk& disk, Random&) {
        const std::shared_ptr<SimulatedFile> file = disk.open(std::string(name)).value();
        ByteBuffer bytes(static_cast<std::size_t>(file->size()));
        file->read(0, bytes);
        return bytes;
    });
}

std::vector<std::string> SimulatedStorage::half_made_files() const {
    return machine_->with_disk([](const SimulatedDisk& disk, Random&) { return disk.half_made_files(); });
}

std::uint64_t SimulatedStorage::used_bytes() const {
    return machine_->with_disk([](const SimulatedDisk& disk, Random&) { return disk.used_bytes(); });
}

std::uint64_t SimulatedStorage::unsynced_bytes() const {
    return machine_->with_disk([](const SimulatedDisk& disk, Random&) { return disk.unsynced_bytes(); });
}

}  // namespace trireme::simulation
