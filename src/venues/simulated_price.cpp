#include "venues/simulated_price.hpp"

#include "model/bounds.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

constexpr std::int64_t day_ns = 86'400'000'000'000;
constexpr int fraction_bits = 32;
// However long it goes, the price stays within these parts of what it began with.
constexpr std::int64_t range_factor = 10;

// floor(sqrt(value)).
std::int64_t square_root(Int128 value) {
    Int128 root = 0;
    for (int bit = 62; bit >= 0; --bit) {
        const Int128 tried = root | (Int128{1} << bit);
        if (tried * tried <= value) {
            root = tried;
        }
    }
    return static_cast<std::int64_t>(root);
}

constexpr Int128 part_of(Int128 value, Int128 part) { return value / whole.value() * part; }

constexpr Ratio part_max{10 * whole.value()};

}  // namespace

Result<void> check(const SimulatedPriceTerms& terms) {
    if (!is_price(terms.begin) || !is_price(terms.tick) || terms.begin.value() / range_factor < terms.tick.value() ||
        terms.begin.value() > price_max.value() / range_factor / 2) {
        return fail(ErrorCode::invalid_input, "prices cannot begin at {} with ticks of {}", format(terms.begin),
                    format(terms.tick));
    }
    for (const Ratio part : {terms.volatility, terms.jump_max}) {
        if (part < Ratio() || part > part_max) {
            return fail(ErrorCode::invalid_input, "{} is no volatility or jump", format(part));
        }
    }
    if (terms.drift < Ratio(-part_max.value()) || terms.drift > part_max) {
        return fail(ErrorCode::invalid_input, "{} is no drift of a day", format(terms.drift));
    }
    if (terms.interval_min <= Duration() || terms.interval_max < terms.interval_min ||
        terms.interval_max.nanoseconds() > day_ns) {
        return fail(ErrorCode::invalid_input,
                    "quotes come from above 0 to at most a day apart, the shorter span first");
    }
    if (terms.spread_max < terms.spread_min || terms.spread_max > 1'000'000 || terms.levels == 0 ||
        terms.levels > book_levels_max || terms.jumps_per_day > 1'000'000) {
        return fail(ErrorCode::invalid_input, "no such spread, depth or count of jumps");
    }
    if (terms.level_lots < Lots(2) || terms.level_lots.value() > volume_max.value() / 100) {
        return fail(ErrorCode::invalid_input, "{} lots cannot be the volume of a level", format(terms.level_lots));
    }
    return {};
}

SimulatedPrice::SimulatedPrice(const SimulatedPriceTerms& terms, std::uint64_t market_seed, std::uint64_t own_seed,
                               Timestamp begin)
    : terms_(terms),
      market_(market_seed),
      own_(own_seed),
      mid_(Int128{terms.begin.value()} << fraction_bits),
      last_(begin),
      next_(begin) {}

std::optional<SimulatedBook> SimulatedPrice::step() {
    const Timestamp now = next_;
    move(Duration::nanoseconds(now.nanoseconds_since_1970() - last_.nanoseconds_since_1970()));
    last_ = now;
    next_ = now.plus(
        Duration::nanoseconds(market_.between(terms_.interval_min.nanoseconds(), terms_.interval_max.nanoseconds())));
    if (!terms_.sessions.contain(now)) {
        return std::nullopt;
    }
    return quote();
}

// Twelve even draws go no further than six deviations, and a span is a day at most: nothing here leaves 128 bits.
void SimulatedPrice::move(Duration span) {
    const Int128 ns = span.nanoseconds();
    constexpr std::int64_t root_scale = 1'000'000'000;
    const Int128 root = square_root(ns * root_scale * root_scale / day_ns);
    const Int128 deviation = part_of(mid_, terms_.volatility.value()) / root_scale * root;
    Int128 moved = mid_ + deviation / 65'536 * market_.normal();
    moved += part_of(mid_, terms_.drift.value()) / day_ns * ns;
    // One draw for whether and one for how far, whether or not there is a jump: terms never shift later draws.
    const bool jumps = Int128{market_.between(0, day_ns - 1)} < ns * terms_.jumps_per_day;
    const std::int64_t reach = market_.between(-1'000'000, 1'000'000);
    if (jumps) {
        moved += part_of(mid_, terms_.jump_max.value()) / 1'000'000 * reach;
    }
    const Int128 begin = Int128{terms_.begin.value()} << fraction_bits;
    mid_ = std::clamp(moved, begin / range_factor, begin * range_factor);
}

SimulatedBook SimulatedPrice::quote() {
    const std::int64_t tick = terms_.tick.value();
    const std::int64_t mid = static_cast<std::int64_t>(mid_ >> fraction_bits);
    const std::int64_t spread = own_.between(terms_.spread_min, terms_.spread_max);
    const std::int64_t bid = std::max<std::int64_t>((mid - spread * tick / 2) / tick, 1) * tick;
    const auto side = [&](std::int64_t best, std::int64_t away) {
        BookSide made;
        std::int64_t price = best;
        for (std::uint32_t level = 0; level < terms_.levels && price > 0; ++level) {
            const std::int64_t half = terms_.level_lots.value() / 2;
            made.push_back({Price(price), Lots((half + own_.between(0, 2 * half)) * (level + 1))});
            price += away * (1 + static_cast<std::int64_t>(own_.below(2))) * tick;
        }
        return made;
    };
    BookSide bids = side(bid, -1);
    return {bids, side(bid + spread * tick, 1)};
}

}  // namespace trireme::venues
