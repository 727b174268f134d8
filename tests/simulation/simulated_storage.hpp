#pragma once

#include "journal/storage.hpp"
#include "simulation/fault_plan.hpp"
#include "simulation/simulated_disk.hpp"
#include "simulation/simulated_machine.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::simulation {

// A journal::Storage in memory whose process can be killed and whose machine can lose its power at any operation and
// any byte, with what that does to a real disk. The same seed, plan and operations give the same disk. It models one
// process at a time: after a crash every operation, also of files that are still open, fails with `killed`, until
// `restart` starts the next process on what the crash left. May be used from several threads.
class SimulatedStorage final : public journal::Storage {
public:
    explicit SimulatedStorage(std::uint64_t seed, std::uint32_t sector_bytes = SimulatedDisk::usual_sector_bytes);
    ~SimulatedStorage() override;

    // Another machine with the same disk: what is stored and what is only in the page cache. It runs, without faults,
    // locks or history. Cheap: the content of files is shared until either changes it.
    [[nodiscard]] std::unique_ptr<SimulatedStorage> clone(std::uint64_t seed) const;

    [[nodiscard]] Result<std::unique_ptr<journal::File>> create(std::string_view name, std::uint64_t size) override;
    [[nodiscard]] Result<std::unique_ptr<journal::File>> open_to_read(std::string_view name) override;
    [[nodiscard]] Result<std::unique_ptr<journal::File>> open_to_write(std::string_view name) override;
    [[nodiscard]] Result<std::vector<std::string>> list(std::string_view folder) override;
    [[nodiscard]] Result<std::vector<std::string>> remove_half_made(std::string_view folder) override;
    [[nodiscard]] Result<void> rename(std::string_view from, std::string_view to) override;
    [[nodiscard]] Result<void> remove(std::string_view name) override;
    [[nodiscard]] Result<void> make_folder(std::string_view folder) override;
    [[nodiscard]] Result<std::unique_ptr<journal::StorageLock>> lock() override;
    [[nodiscard]] std::string path_of(std::string_view name) const override;

    // Replaces the plan; its counts start here.
    void set_faults(FaultPlan plan) { machine_->set_faults(std::move(plan)); }

    // Called, without any lock held, by the thread whose write or sync is slow (FaultPlan::slow), before it takes
    // effect.
    void set_on_delay(OnDelay on_delay) { machine_->set_on_delay(std::move(on_delay)); }

    // How much the files may hold together; a create or a growing write beyond it fails with no_space. Can change at
    // any time.
    void set_capacity(std::uint64_t bytes);

    // End the process now. Power can also be cut after a kill, before the restart.
    void kill_process() { machine_->crash({Crash::Kind::kill}); }
    void cut_power(Survival survival = Survival::random()) { machine_->crash({Crash::Kind::cut_power, survival}); }
    void restart() { machine_->restart(); }
    [[nodiscard]] bool running() const { return machine_->running(); }

    // Damage to a file that must exist. What was unsynced in it is on the disk first, so that the damage stays.
    void flip_bit(std::string_view name, std::uint64_t offset, unsigned bit);
    void overwrite(std::string_view name, std::uint64_t offset, ByteView bytes);
    void overwrite_with_zeros(std::string_view name, std::uint64_t offset, std::uint64_t bytes);
    void overwrite_with_garbage(std::string_view name, std::uint64_t offset, std::uint64_t bytes);
    void truncate(std::string_view name, std::uint64_t size);

    // Looks from outside; no operations of the process.
    [[nodiscard]] bool exists(std::string_view name) const;
    [[nodiscard]] ByteBuffer content(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> half_made_files() const;
    [[nodiscard]] std::uint64_t used_bytes() const;
    [[nodiscard]] std::uint64_t unsynced_bytes() const;
    [[nodiscard]] OperationCounters counters() const { return machine_->counters(); }
    [[nodiscard]] std::vector<TracedOperation> trace() const { return machine_->trace(); }  // the last few thousand

private:
    explicit SimulatedStorage(std::shared_ptr<SimulatedMachine> machine) : machine_(std::move(machine)) {}

    [[nodiscard]] Result<std::unique_ptr<journal::File>> open(std::string_view name, OperationKind kind);

    std::shared_ptr<SimulatedMachine> machine_;
};

}  // namespace trireme::simulation
