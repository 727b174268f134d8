#pragma once

#include "journal/tests/expect_result.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

namespace trireme::simulation {

// What the tests of the disk model do to files and see of them.

inline std::unique_ptr<journal::File> create(SimulatedStorage& storage, std::string_view name, std::uint64_t size) {
    return storage.create(name, size).value();
}

inline void write(journal::File& file, std::uint64_t offset, std::string_view text) {
    ASSERT_TRUE(succeeds(file.write_at(offset, bytes_of(text))));
}

inline std::string text_in(const SimulatedStorage& storage, std::string_view name) {
    return std::string(text_of(storage.content(name)));
}

}  // namespace trireme::simulation
