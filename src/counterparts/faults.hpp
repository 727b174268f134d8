#pragma once

#include "base/timestamp.hpp"
#include "venues/random_numbers.hpp"

#include <cstdint>

namespace trireme::counterparts {

// How often a counterpart misbehaves, in a thousand messages or requests.
struct FaultTerms {
    std::uint64_t seed = 1;
    std::uint32_t drop_permille = 0;   // a message is not sent
    std::uint32_t delay_permille = 0;  // a message or answer is sent after `delay`
    Duration delay = Duration::milliseconds(50);
    std::uint32_t duplicate_permille = 0;  // a message is sent twice
    std::uint32_t reorder_permille = 0;    // a message is sent behind the next one
    std::uint32_t cut_permille = 0;        // the connection is cut instead of sending
    std::uint32_t refuse_permille = 0;     // a request is refused without a look at it
    std::uint32_t lie_permille = 0;        // a message is not what it should be: absurd numbers, broken texts
};

enum class Fault : std::uint8_t { none, drop, delay, duplicate, reorder, cut };

// Draws which message meets which fault; the same for a seed.
class Faults {
public:
    explicit Faults(const FaultTerms& terms) : terms_(terms), random_(terms.seed) {}

    [[nodiscard]] Fault of_message() {
        auto draw = static_cast<std::uint32_t>(random_.below(1'000));
        const auto falls_to = [&draw](std::uint32_t permille) {
            const bool falls = draw < permille;
            draw -= falls ? 0 : permille;
            return falls;
        };
        return falls_to(terms_.drop_permille)        ? Fault::drop
               : falls_to(terms_.delay_permille)     ? Fault::delay
               : falls_to(terms_.duplicate_permille) ? Fault::duplicate
               : falls_to(terms_.reorder_permille)   ? Fault::reorder
               : falls_to(terms_.cut_permille)       ? Fault::cut
                                                     : Fault::none;
    }
    [[nodiscard]] bool refuses() { return random_.permille(terms_.refuse_permille); }
    [[nodiscard]] bool lies() { return random_.permille(terms_.lie_permille); }
    [[nodiscard]] std::uint64_t draw_below(std::uint64_t bound) { return random_.below(bound); }
    [[nodiscard]] Duration delay() const { return terms_.delay; }

private:
    FaultTerms terms_;
    venues::RandomNumbers random_;
};

}  // namespace trireme::counterparts
