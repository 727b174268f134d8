#include "engine/records.hpp"

namespace trireme::engine {
namespace {

std::optional<Price> stated(Price price) { return price == Price() ? std::nullopt : std::optional(price); }

}  // namespace

OrderTerms OrderRecord::terms() const {
    OrderTerms terms{.instrument = holding->instrument->id,
                     .side = side,
                     .type = type,
                     .time_in_force = time_in_force,
                     .lots = lots,
                     .price = stated(price),
                     .stop_price = stated(stop_price),
                     .reduce_only = reduce_only};
    if (extras != nullptr) {
        terms.expires_at = extras->terms_expire_at;
        terms.trailing = extras->trailing;
        terms.position = extras->closes;
        terms.protection = extras->protection;
    }
    return terms;
}

OrderState OrderRecord::state() const {
    const AccountRecord& account = *holding->account;
    OrderState state{.id = id,
                     .account = account.id,
                     .terms = terms(),
                     .leaves_lots = leaves_lots,
                     .adds_risk = adds_risk,
                     .triggered = triggered,
                     .trails = trails,
                     .reserved_at = reserved_at,
                     .commission_posted = {0, account.currency()}};
    if (extras != nullptr) {
        state.oco = extras->oco;
        state.expires_at = extras->expires_at;
        state.position = extras->position;
        state.commission_exact = extras->commission_exact;
        state.commission_posted = extras->commission_posted;
        state.route = extras->route;
    }
    return state;
}

PositionState PositionRecord::state() const {
    const AccountRecord& account = *holding->account;
    PositionState state{.id = id,
                        .account = account.id,
                        .instrument = holding->instrument->id,
                        .side = side,
                        .lots = lots,
                        .cost = cost,
                        .opened_at = opened_at,
                        .protection = protection(),
                        .trailing_stop = trailing_stop(),
                        .swapped_for = swapped_for,
                        .commission_exact = commission_exact,
                        .commission_posted = {commission_posted, account.currency()}};
    for (const VolumeSlice* slice = oldest; slice != nullptr; slice = slice->newer) {
        state.volumes.push_back(slice->volume);
    }
    return state;
}

}  // namespace trireme::engine
