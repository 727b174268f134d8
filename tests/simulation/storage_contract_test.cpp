// The simulated storage keeps the contract that the real one keeps.
#include "journal/tests/storage_contract.hpp"

#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

std::unique_ptr<Storage> make_simulated() { return std::make_unique<simulation::SimulatedStorage>(1); }

INSTANTIATE_TEST_SUITE_P(Simulated, StorageContract, testing::Values(MakeStorage(make_simulated)), name_of_contract);

}  // namespace
}  // namespace trireme::journal
