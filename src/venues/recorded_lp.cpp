#include "venues/recorded_lp.hpp"

#include "base/integer.hpp"
#include "model/bounds.hpp"

#include <algorithm>
#include <set>

namespace trireme::venues {
namespace {

// Between the last price and the end of the connection, so that it is one for whoever looks at each moment.
constexpr Duration afterwards = Duration::nanoseconds(1);
constexpr Lots ample{volume_max.value() / 100};
constexpr Ratio speed_max{1'000'000 * whole.value()};

}  // namespace

Result<std::unique_ptr<RecordedLp>> RecordedLp::open(const RecordedLpTerms& terms) {
    TRIREME_TRY(check(terms.dealing));
    if (terms.speed <= Ratio() || terms.speed > speed_max || terms.lots < Lots() || terms.lots > ample) {
        return fail(ErrorCode::invalid_input, "a speed of {}, or {} lots at each price, is not possible",
                    format(terms.speed), format(terms.lots));
    }
    std::vector<Stream> streams;
    std::set<InstrumentSlot> slots;
    std::optional<Timestamp> first;
    for (const auto& instrument : terms.instruments) {
        TRIREME_TRY_ASSIGN(auto file, marketdata::QuoteFile::open(instrument.file));
        TRIREME_TRY_ASSIGN(const auto ahead, file.next());
        if (!ahead) {
            return fail(ErrorCode::invalid_input, "{} holds no quote", instrument.file.path.string());
        }
        first = first ? std::min(*first, ahead->time) : ahead->time;
        slots.insert(instrument.slot);
        streams.push_back({instrument.slot, std::move(file), ahead});
    }
    if (slots.empty() || slots.size() != streams.size() || slots.rbegin()->value() >= quoted_instruments_max) {
        return fail(ErrorCode::invalid_input, "a recording holds some instruments, each of them once");
    }
    return std::unique_ptr<RecordedLp>(new RecordedLp(terms, std::move(streams), *first, terms.begin.value_or(*first)));
}

RecordedLp::RecordedLp(const RecordedLpTerms& terms, std::vector<Stream> streams, Timestamp first, Timestamp begin)
    : SimulatedAdapter(
          {.lp = terms.lp,
           .dealing = terms.dealing,
           .instruments = std::size_t{std::ranges::max_element(streams, {}, &Stream::slot)->slot.value()} + 1,
           .shows_sizes = terms.lots > Lots()},
          terms.seed, begin),
      streams_(std::move(streams)),
      first_(first),
      begin_(begin),
      speed_(terms.speed),
      lots_(terms.lots > Lots() ? terms.lots : ample) {
    find_next();
}

Timestamp RecordedLp::played_at(Timestamp recorded) const {
    const Int128 since = Int128{recorded.nanoseconds_since_1970()} - first_.nanoseconds_since_1970();
    const auto span = narrow<std::int64_t>(since * whole.value() / speed_.value());
    return span ? begin_.plus(Duration::nanoseconds(*span)) : Timestamp::latest();
}

Timestamp RecordedLp::next_price_time() const {
    return is_finished() ? Timestamp::latest() : played_at(streams_[next_].ahead->time);
}

void RecordedLp::step_prices() {
    Stream& stream = streams_[next_];
    const Timestamp now = next_price_time();
    set_prices(stream.slot, SimulatedBook{BookSide{{stream.ahead->bid, lots_}}, BookSide{{stream.ahead->ask, lots_}}},
               now);
    auto ahead = stream.file.next();
    if (!ahead) {
        failure_ = std::move(ahead).error();
        next_ = no_stream;
        end(now.plus(afterwards));
        return;
    }
    stream.ahead = *ahead;
    find_next();
    if (is_finished()) {
        end(now.plus(afterwards));
    }
}

void RecordedLp::find_next() {
    next_ = no_stream;
    for (std::size_t at = 0; at < streams_.size(); ++at) {
        if (streams_[at].ahead && (next_ == no_stream || streams_[at].ahead->time < streams_[next_].ahead->time)) {
            next_ = at;
        }
    }
}

}  // namespace trireme::venues
