#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace trireme::marketdata {

// What becomes of lines that are wrong: the first ends it, or all are left out and counted.
class BadLines {
public:
    enum class Policy : unsigned char { refuse, skip };

    explicit BadLines(Policy policy) : policy_(policy) {}

    // The failure with the place of the line, `where`, before it; or nothing, if the line is to be left out.
    [[nodiscard]] Result<void> meet(Error failure, std::string_view where);

    [[nodiscard]] std::uint64_t skipped() const { return skipped_; }
    // With its place; empty if there was none.
    [[nodiscard]] const std::string& first() const { return first_; }
    // How many were left out for each reason, without the values: "the bid ... is above the ask ...".
    [[nodiscard]] const std::map<std::string, std::uint64_t>& by_reason() const { return by_reason_; }

private:
    Policy policy_;
    std::uint64_t skipped_ = 0;
    std::string first_;
    std::map<std::string, std::uint64_t> by_reason_;
};

}  // namespace trireme::marketdata
