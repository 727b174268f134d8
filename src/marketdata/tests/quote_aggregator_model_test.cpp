// Streams of random quotes through the aggregator and through a second one that is slow and obvious: after every step
// both say the same of each instrument, each LP's counters and what a busy consumer gets.

#include "base/tests/random.hpp"
#include "marketdata/quote_aggregator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

namespace trireme::marketdata {
namespace {

using Slot = std::uint32_t;

template <class T>
bool is_among(const std::vector<T>& all, const T& one) {
    return std::ranges::find(all, one) != all.end();
}

// One LP in one instrument, as a person would keep it.
struct ModelStream {
    std::optional<LpQuote> standing{};
    std::optional<Timestamp> in_order_since{};
    std::uint64_t last_id = 0;
    std::vector<Int128> spikes{};  // in a row, as bid + ask
    LpCounters counters{};
};

class Model {
public:
    explicit Model(const LiquidityTerms& terms) : terms_(terms) {
        for (Slot slot = 0; slot < terms.quoted.size() + terms.crosses.size(); ++slot) {
            published_[slot].instrument = InstrumentSlot(slot);
            published_[slot].kind = slot < terms.quoted.size() ? QuoteKind::of_lps : QuoteKind::of_cross;
        }
    }

    void take(LpQuote quote) {
        now_ = std::max(now_, quote.received);
        quote.received = now_;
        const Slot slot = quote.instrument.value();
        drop_stale(slot);
        ModelStream& stream = streams_[{slot, quote.lp}];
        if (const auto fault = fault_of(quote, stream)) {
            ++stream.counters.refused[static_cast<std::size_t>(*fault)];
            if (*fault != QuoteRefusal::not_newer) {
                stream.in_order_since.reset();
            }
        } else {
            ++stream.counters.accepted;
            stream.in_order_since = stream.in_order_since.value_or(now_);
            stream.standing = quote;
            stream.last_id = quote.id;
        }
        say(slot);
    }

    void withdraw(LpSlot lp, Slot slot, Timestamp now, bool is_lost) {
        now_ = std::max(now_, now);
        drop_stale(slot);
        ModelStream& stream = streams_[{slot, lp}];
        stream.standing.reset();
        stream.in_order_since.reset();
        if (is_lost) {
            stream.last_id = 0;
            stream.spikes.clear();
        }
        say(slot);
    }

    void advance(Timestamp now) {
        now_ = std::max(now_, now);
        for (Slot slot = 0; slot < terms_.quoted.size(); ++slot) {
            drop_stale(slot);
            say(slot);
        }
    }

    // What a consumer that takes so many gets.
    std::vector<AggregatedQuote> take_quotes(std::size_t count) {
        std::vector<AggregatedQuote> taken;
        while (taken.size() < count && !waiting_.empty()) {
            taken.push_back(published_[waiting_.front()]);
            waiting_.erase(waiting_.begin());
        }
        return taken;
    }

    [[nodiscard]] const AggregatedQuote& published(Slot slot) const { return published_.at(slot); }
    [[nodiscard]] LpCounters counters(LpSlot lp, Slot slot) const {
        const auto found = streams_.find({slot, lp});
        return found == streams_.end() ? LpCounters() : found->second.counters;
    }

private:
    static bool is_far(Int128 a, Int128 b, Ratio part) {
        return std::max(a, b) - std::min(a, b) > b * part.value() / 100'000'000;
    }

    std::optional<QuoteRefusal> fault_of(const LpQuote& quote, ModelStream& stream) {
        const QuotedInstrument& terms = terms_.quoted[quote.instrument.value()];
        if (quote.bid <= Price() || quote.ask <= Price()) {
            return QuoteRefusal::no_price;
        }
        if (quote.bid_size < Lots() || quote.ask_size < Lots()) {
            return QuoteRefusal::bad_size;
        }
        if (quote.bid > quote.ask) {
            return QuoteRefusal::crossed;
        }
        if (quote.id <= stream.last_id) {
            return QuoteRefusal::not_newer;
        }
        const Int128 sum = Int128{quote.bid.value()} + quote.ask.value();
        const AggregatedQuote& last = published_[quote.instrument.value()];
        const Int128 before = stream.standing ? Int128{stream.standing->bid.value()} + stream.standing->ask.value()
                                              : Int128{last.bid.value()} + last.ask.value();
        if (terms.spike_max == Ratio() || before == 0 || !is_far(sum, before, terms.spike_max)) {
            stream.spikes.clear();
            return std::nullopt;
        }
        if (!stream.spikes.empty() && is_far(sum, stream.spikes.back(), terms.spike_max)) {
            stream.spikes.clear();
        }
        stream.spikes.push_back(sum);
        if (stream.spikes.size() <= terms.spike_confirmations) {
            return QuoteRefusal::spike;
        }
        ++stream.counters.spikes_believed;
        stream.spikes.clear();
        return std::nullopt;
    }

    void drop_stale(Slot slot) {
        for (const LpSlot lp : terms_.quoted[slot].lps) {
            ModelStream& stream = streams_[{slot, lp}];
            if (stream.standing && now_ > stream.standing->received.plus(terms_.quoted[slot].stale_after)) {
                stream.standing.reset();
                stream.in_order_since.reset();
                ++stream.counters.gone_stale;
            }
        }
    }

    std::vector<LpSlot> with_prices(Slot slot) {
        std::vector<LpSlot> found;
        for (const LpSlot lp : terms_.quoted[slot].lps) {
            if (streams_[{slot, lp}].standing) {
                found.push_back(lp);
            }
        }
        return found;
    }

    std::optional<std::pair<LpQuote, LpQuote>> best_of(Slot slot) {
        std::vector<LpQuote> quotes;
        for (const LpSlot lp : with_prices(slot)) {
            quotes.push_back(*streams_[{slot, lp}].standing);
        }
        std::vector<LpSlot> left_out;
        std::optional<std::pair<LpQuote, LpQuote>> best;
        while (!quotes.empty()) {
            const auto bid = std::ranges::max_element(quotes, {}, &LpQuote::bid);
            const auto ask = std::ranges::min_element(quotes, {}, &LpQuote::ask);
            best = {*bid, *ask};
            if (bid->bid <= ask->ask) {
                break;
            }
            const auto later_place = bid > ask ? bid : ask;
            const auto older = bid->received == ask->received ? later_place : bid->received < ask->received ? bid : ask;
            left_out.push_back(older->lp);
            quotes.erase(older);
        }
        for (const LpSlot lp : left_out) {
            streams_[{slot, lp}].counters.left_out += is_among(left_out_[slot], lp) ? 0U : 1U;
        }
        left_out_[slot] = left_out;
        return best;
    }

    std::optional<std::pair<LpQuote, LpQuote>> one_of(Slot slot) {
        const QuotedInstrument& terms = terms_.quoted[slot];
        const auto found = with_prices(slot);
        std::optional<LpSlot>& active = active_[slot];
        if (found.empty()) {
            active.reset();
            return std::nullopt;
        }
        if (!active || !is_among(found, *active)) {
            active = found.front();
        }
        for (const LpSlot lp : found) {
            const auto since = streams_[{slot, lp}].in_order_since;
            if (lp == *active) {
                break;
            }
            if (since && since->plus(terms.return_after) <= now_) {
                active = lp;
                break;
            }
        }
        const LpQuote& quote = *streams_[{slot, *active}].standing;
        return std::pair(quote, quote);
    }

    void say(Slot slot) {
        const auto best = terms_.quoted[slot].mode == LiquidityMode::best_of ? best_of(slot) : one_of(slot);
        AggregatedQuote made{.instrument = InstrumentSlot(slot)};
        if (best) {
            const auto& [bid, ask] = *best;
            made = {.instrument = InstrumentSlot(slot),
                    .state = QuoteState::live,
                    .bid = bid.bid,
                    .ask = ask.ask,
                    .bid_size = bid.bid_size,
                    .ask_size = ask.ask_size,
                    .first = {bid.lp, bid.id, bid.received},
                    .second = {ask.lp, ask.id, ask.received}};
        }
        if (!publish(made)) {
            return;
        }
        for (std::size_t cross = 0; cross < terms_.crosses.size(); ++cross) {
            const CrossedInstrument& terms = terms_.crosses[cross];
            if (terms.first.value() == slot || terms.second.value() == slot) {
                say_cross(terms, static_cast<Slot>(terms_.quoted.size() + cross));
            }
        }
    }

    void say_cross(const CrossedInstrument& terms, Slot slot) {
        const AggregatedQuote& first = published_[terms.first.value()];
        const AggregatedQuote& second = published_[terms.second.value()];
        AggregatedQuote made{.instrument = InstrumentSlot(slot), .kind = QuoteKind::of_cross};
        const auto top = cross_of(terms, {first.bid, first.ask, first.bid_size, first.ask_size},
                                  {second.bid, second.ask, second.bid_size, second.ask_size});
        if (first.state == QuoteState::live && second.state == QuoteState::live && top) {
            made.state = QuoteState::live;
            made.bid = top->bid;
            made.ask = top->ask;
            made.bid_size = top->bid_size;
            made.ask_size = top->ask_size;
            made.first = {LpSlot(), first.id.value(), std::min(first.first.received, first.second.received)};
            made.second = {LpSlot(), second.id.value(), std::min(second.first.received, second.second.received)};
        }
        publish(made);
    }

    bool publish(AggregatedQuote made) {
        AggregatedQuote& last = published_[made.instrument.value()];
        made.id = last.id;
        made.time = last.time;
        if (made == last) {
            return false;
        }
        made.id = QuoteId(++ids_);
        made.time = now_;
        last = made;
        if (!is_among(waiting_, made.instrument.value())) {
            waiting_.push_back(made.instrument.value());
        }
        return true;
    }

    LiquidityTerms terms_;
    std::map<std::pair<Slot, LpSlot>, ModelStream> streams_;
    std::map<Slot, AggregatedQuote> published_;
    std::map<Slot, std::optional<LpSlot>> active_;
    std::map<Slot, std::vector<LpSlot>> left_out_;
    std::vector<Slot> waiting_;
    std::uint64_t ids_ = 0;
    Timestamp now_{};
};

constexpr std::uint64_t lps = 4;
constexpr std::uint64_t quoted = 5;

LiquidityTerms random_terms(testing::Random& random) {
    LiquidityTerms terms{.lps = {LpId(1), LpId(2), LpId(3), LpId(4)}, .quotes_remembered = 64};
    for (std::uint32_t slot = 0; slot < quoted; ++slot) {
        QuotedInstrument each{
            .id = InstrumentId(slot + 1),
            .mode = random.one_in(2) ? LiquidityMode::best_of : LiquidityMode::primary_with_failover,
            .stale_after = Duration::milliseconds(static_cast<std::int64_t>(random.below(40) + 1)),
            .return_after = Duration::milliseconds(static_cast<std::int64_t>(random.below(100))),
            .spike_max = Ratio(random.one_in(3) ? 0 : static_cast<std::int64_t>(random.below(100)) * 1'000'000),
            .spike_confirmations = static_cast<std::uint8_t>(random.below(3) + 1)};
        for (std::uint8_t lp = 0; lp < lps; ++lp) {
            each.lps.push_back(LpSlot(static_cast<std::uint8_t>((lp + slot) % lps)));
        }
        terms.quoted.push_back(each);
    }
    terms.crosses.push_back({.id = InstrumentId(10),
                             .rule = CrossRule::product,
                             .first = InstrumentSlot(0),
                             .second = InstrumentSlot(1),
                             .tick = Price(1'000)});
    terms.crosses.push_back({.id = InstrumentId(11),
                             .rule = CrossRule::quotient,
                             .first = InstrumentSlot(4),
                             .second = InstrumentSlot(1),
                             .tick = Price(7)});
    return terms;
}

class Comparison {
public:
    explicit Comparison(std::uint64_t seed)
        : random_(seed), terms_(random_terms(random_)), model_(terms_), fast_(*QuoteAggregator::create(terms_)) {}

    void step() {
        const auto lp = LpSlot(static_cast<std::uint8_t>(random_.below(lps)));
        const auto slot = static_cast<Slot>(random_.below(quoted));
        // Now and then time goes back a little.
        time_ns_ += static_cast<std::int64_t>(random_.below(4'000'000)) - 300'000;
        const Timestamp now(time_ns_);
        switch (random_.below(24)) {
            case 0:
                fast_.withdraw(lp, InstrumentSlot(slot), now);
                model_.withdraw(lp, slot, now, false);
                break;
            case 1:
                fast_.drop(lp, now);
                for (Slot each = 0; each < quoted; ++each) {
                    model_.withdraw(lp, each, now, true);
                }
                break;
            case 2:
            case 3:
            case 4:
                fast_.advance(now);
                model_.advance(now);
                break;
            case 5: compare_taken(random_.below(9)); break;
            default: quote(lp, slot, now);
        }
    }

    void compare() const {
        for (Slot slot = 0; slot < quoted + terms_.crosses.size(); ++slot) {
            ASSERT_EQ(fast_.quote(InstrumentSlot(slot)), model_.published(slot)) << "instrument " << slot;
        }
        for (Slot slot = 0; slot < quoted; ++slot) {
            for (std::uint8_t lp = 0; lp < lps; ++lp) {
                ASSERT_EQ(fast_.counters(LpSlot(lp), InstrumentSlot(slot)), model_.counters(LpSlot(lp), slot));
            }
        }
    }

    void compare_taken(std::size_t count) {
        std::vector<AggregatedQuote> taken(count);
        taken.resize(fast_.take_quotes(taken));
        ASSERT_EQ(taken, model_.take_quotes(count));
        for (const AggregatedQuote& each : taken) {
            QuoteId& last = last_taken_[each.instrument.value()];
            ASSERT_GT(each.id, last);
            last = each.id;
        }
    }

    [[nodiscard]] std::uint64_t published() const {
        std::uint64_t sum = 0;
        for (Slot slot = 0; slot < quoted; ++slot) {
            sum += fast_.counters(InstrumentSlot(slot)).published;
        }
        return sum;
    }

private:
    void quote(LpSlot lp, Slot slot, Timestamp now) {
        const std::int64_t bid =
            100'000'000 + static_cast<std::int64_t>(random_.below(40)) * 1'000 + (random_.one_in(12) ? 60'000'000 : 0);
        const std::int64_t spread =
            static_cast<std::int64_t>(random_.below(30)) * 1'000 - (random_.one_in(20) ? 9'000 : 0);
        LpQuote quote{.lp = lp,
                      .instrument = InstrumentSlot(slot),
                      .id = random_.one_in(20) ? random_.below(20) : ++ids_,
                      .received = now,
                      .bid = Price(random_.one_in(40) ? 0 : bid),
                      .ask = Price(bid + spread),
                      .bid_size = Lots(random_.one_in(40) ? -1 : static_cast<std::int64_t>(random_.below(5))),
                      .ask_size = Lots(3)};
        fast_.take(quote);
        model_.take(quote);
    }

    testing::Random random_;
    LiquidityTerms terms_;
    Model model_;
    QuoteAggregator fast_;
    std::map<Slot, QuoteId> last_taken_;
    std::int64_t time_ns_ = 1'000'000'000'000;
    std::uint64_t ids_ = 0;
};

TEST(QuoteAggregatorModel, SaysWhatASlowOneSays) {
    const std::uint64_t seed = testing::test_seed();
    std::uint64_t published = 0;
    for (std::uint64_t round = 0; round < 60; ++round) {
        SCOPED_TRACE(fmt::format("TRIREME_TEST_SEED={}", seed + round));
        Comparison comparison(seed + round);
        for (int step = 0; step < 600; ++step) {
            comparison.step();
            comparison.compare();
            if (::testing::Test::HasFatalFailure()) {
                FAIL() << "round " << round << ", step " << step;
            }
        }
        comparison.compare_taken(100);
        published += comparison.published();
    }
    // Else it would have been no test.
    EXPECT_GT(published, 5'000U);
}

}  // namespace
}  // namespace trireme::marketdata
