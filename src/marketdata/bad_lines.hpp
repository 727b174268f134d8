#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::marketdata {

// What becomes of lines that are wrong: the first ends it, or all are left out and counted.
class BadLines {
public:
    enum class Policy : unsigned char { refuse, skip };

    explicit BadLines(Policy policy) : policy_(policy) {}

    // The failure with the place of the line, `where`, before it; or nothing, if the line is to be left out.
    [[nodiscard]] Result<void> meet(Error failure, std::string_view where);

    [[nodiscard]] std::uint64_t skipped() const { return skipped_; }
    // The first of them with their places, at most as many as someone reads.
    static constexpr std::size_t listed_max = 20;
    [[nodiscard]] const std::vector<std::string>& listed() const { return listed_; }
    // Empty if there was none.
    [[nodiscard]] std::string first() const { return listed_.empty() ? "" : listed_.front(); }
    // How many were left out for each reason, without the values: "the bid ... is above the ask ...".
    [[nodiscard]] const std::map<std::string, std::uint64_t>& by_reason() const { return by_reason_; }

private:
    Policy policy_;
    std::uint64_t skipped_ = 0;
    std::vector<std::string> listed_;
    std::map<std::string, std::uint64_t> by_reason_;
};

}  // namespace trireme::marketdata
