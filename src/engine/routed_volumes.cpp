#include "engine/routed_volumes.hpp"

#include "engine/hedging.hpp"

#include <algorithm>
#include <vector>

namespace trireme::engine {
namespace {

VolumeSlice& newest_of(PositionRecord& position) {
    VolumeSlice* slice = position.oldest;
    while (slice->newer != nullptr) {
        slice = slice->newer;
    }
    return *slice;
}

// Where all that is left is carried by B, nothing has to be remembered.
void forget_if_plain(Books& books, PositionRecord& position) {
    const VolumeSlice* const oldest = position.oldest;
    if (oldest != nullptr && oldest->newer == nullptr && oldest->volume.route == Route()) {
        books.free_volumes(position);
    }
}

}  // namespace

Route route_of(const RoutingDecision& decision) {
    if (decision.book == Book::b) {
        return {};
    }
    return {.book = decision.book,
            .lp = decision.lp,
            .hedge_share = decision.hedge_share,
            .client_class = decision.inputs.client_class};
}

void take_in(Books& books, PositionRecord& position, const Route& route, Lots lots, Lots before) {
    if (position.oldest == nullptr) {
        if (route == Route()) {
            return;
        }
        if (before > Lots()) {
            books.add_volume(position, {Route(), before});
        }
    }
    count_in_hedge(books, position, {route, lots});
    if (position.oldest != nullptr) {
        RoutedVolume& newest = newest_of(position).volume;
        if (newest.route == route) {
            newest.lots = Lots(newest.lots.value() + lots.value());
            return;
        }
    }
    books.add_volume(position, {route, lots});
}

void take_out(Books& books, PositionRecord& position, Lots lots) {
    while (position.oldest != nullptr && lots > Lots()) {
        RoutedVolume& oldest = position.oldest->volume;
        const Lots taken = std::min(lots, oldest.lots);
        count_out_of_hedge(books, position, {oldest.route, taken});
        oldest.lots = Lots(oldest.lots.value() - taken.value());
        lots = Lots(lots.value() - taken.value());
        if (oldest.lots == Lots()) {
            books.drop_oldest_volume(position);
        }
    }
    forget_if_plain(books, position);
}

void rescale(Books& books, PositionRecord& position, Lots lots, const SplitInstrument& split) {
    if (position.oldest == nullptr) {
        return;
    }
    std::vector<RoutedVolume> volumes;
    Lots left = lots;
    for (const VolumeSlice* slice = position.oldest; slice != nullptr; slice = slice->newer) {
        const RoutedVolume& volume = slice->volume;
        count_out_of_hedge(books, position, volume);
        const Int128 scaled = Int128{volume.lots.value()} * split.numerator / split.denominator;
        const bool is_newest = slice->newer == nullptr;
        const Lots share = is_newest ? left : Lots(static_cast<std::int64_t>(std::min<Int128>(scaled, left.value())));
        left = Lots(left.value() - share.value());
        volumes.push_back({volume.route, share});
    }
    books.free_volumes(position);
    Lots before;
    for (const auto& [route, share] : volumes) {
        if (share > Lots()) {
            take_in(books, position, route, share, before);
            before = Lots(before.value() + share.value());
        }
    }
}

Book oldest_book(const PositionRecord& position) {
    return position.oldest == nullptr ? Book::b : position.oldest->volume.route.book;
}

}  // namespace trireme::engine
