#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace trireme::fix {

// How often, of a thousand messages, something goes wrong with one on its way out.
struct MisbehaviourTerms {
    std::uint64_t seed = 0;
    std::uint32_t drop_permille = 0;       // never sent
    std::uint32_t duplicate_permille = 0;  // sent twice
    std::uint32_t reorder_permille = 0;    // sent behind the next one
    std::uint32_t garble_permille = 0;     // with a byte changed, so that the checksum is wrong
    std::uint32_t lie_permille = 0;        // with a number that cannot be, under a right checksum
    Duration delay{};                      // of all of them
    std::uint32_t refuse_permille = 0;     // of orders: rejected without asking anybody
};

[[nodiscard]] Result<void> check(const MisbehaviourTerms& terms);

// A counterparty that errs, to try what the other side makes of it. What it does follows from its seed and from what is
// sent.
class Misbehaviour {
public:
    explicit Misbehaviour(const MisbehaviourTerms& terms) : terms_(terms) {}

    // Takes a frame on its way out and appends to `output` what goes out now.
    void pass(std::string_view frame, Timestamp now, std::string& output);
    // Appends what has been delayed until now.
    void release(Timestamp now, std::string& output);
    [[nodiscard]] bool refuses_order() { return happens(terms_.refuse_permille); }
    // The connection is another one.
    void clear();

private:
    struct Delayed {
        Timestamp due{};
        std::string frame;
    };
    [[nodiscard]] bool happens(std::uint32_t permille);

    MisbehaviourTerms terms_;
    std::uint64_t draws_ = 0;
    std::string behind_;  // goes out after the next one
    std::deque<Delayed> delayed_;
};

}  // namespace trireme::fix
