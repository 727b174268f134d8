#include "engine/books.hpp"

#include "base/assert.hpp"
#include "base/prefetch.hpp"
#include "base/scatter.hpp"
#include "engine/margin_watch.hpp"
#include "engine/reservation.hpp"
#include "engine/routed_volumes.hpp"
#include "engine/waiting.hpp"

#include <algorithm>
#include <utility>

namespace trireme::engine {
namespace {

// Desks number instruments from 1 up: as many as this are found without a search.
constexpr std::size_t low_instrument_ids = 65'536;

template <class Slab, class Id>
auto find_in(Slab& slab, const IdTree& slots, Id id) -> decltype(&slab[0]) {
    const auto slot = slots.find(id.value());
    return slot ? &slab[*slot] : nullptr;
}

template <class Slab, class Id>
auto find_from_in(Slab& slab, const IdTree& slots, Id id) -> decltype(&slab[0]) {
    const auto found = slots.lower_bound(id.value());
    return found ? &slab[found->slot] : nullptr;
}

bool has_extras(const OrderState& state) {
    const OrderTerms& terms = state.terms;
    return state.expires_at || terms.expires_at || terms.trailing || terms.position || !terms.protection.empty() ||
           state.oco || state.position || state.commission_exact != Amount() ||
           state.commission_posted.minor_units != 0 || state.route != Route();
}

}  // namespace

Books::~Books() {
    // What stands in ladders and lists is taken out of them before either is destroyed.
    while (OrderRecord* const order = find_from(OrderId())) {
        remove_order(*order);
    }
    while (PositionRecord* const position = find_from(PositionId())) {
        remove_position(*position);
    }
    while (AccountRecord* const account = accounts.first()) {
        stop_watching(*account);
        for (Holding* const holding : account->holdings) {
            holding->instrument->holdings.erase(*holding);
        }
        accounts.erase(*account);
    }
}

InstrumentRecord* Books::find_beyond_low_ids(InstrumentId id) {
    const auto found = instruments.find(id);
    return found == instruments.end() ? nullptr : &found->second;
}

const Group* Books::find(GroupId id) const {
    const auto found = groups.find(id);
    return found == groups.end() ? nullptr : &found->second;
}

const LpState* Books::find(LpId id) const {
    const auto lp = std::ranges::lower_bound(lps, id, {}, &LpState::id);
    return lp != lps.end() && lp->id == id ? &*lp : nullptr;
}

AccountRecord* Books::find(AccountId id) {
    const auto slot =
        account_index_.find(scatter(id.value()), [&](std::uint32_t at) { return account_slab_[at].id == id; });
    return slot ? &account_slab_[*slot] : nullptr;
}

OrderRecord* Books::find(OrderId id) { return find_in(order_slab_, order_slots_, id); }
bool Books::is_live(OrderId id) const { return order_slots_.find(id.value()).has_value(); }
PositionRecord* Books::find(PositionId id) { return find_in(position_slab_, position_slots_, id); }
OrderRecord* Books::find_from(OrderId id) { return find_from_in(order_slab_, order_slots_, id); }
PositionRecord* Books::find_from(PositionId id) { return find_from_in(position_slab_, position_slots_, id); }

void Books::prefetch_index(AccountId id) const { account_index_.prefetch(scatter(id.value())); }

const AccountRecord* Books::prefetch(AccountId id) const {
    // Whichever has its tag: to look whether it is the right one would be to wait for it.
    const auto slot = account_index_.find(scatter(id.value()), [](std::uint32_t) { return true; });
    if (!slot) {
        return nullptr;
    }
    const AccountRecord& account = account_slab_[*slot];
    trireme::prefetch(&account, sizeof(AccountRecord));
    return &account;
}

void Books::prefetch(OrderId id) const {
    if (const auto slot = order_slots_.find(id.value())) {
        trireme::prefetch(&order_slab_[*slot], sizeof(OrderRecord));
    }
}

void Books::prefetch(PositionId id) const {
    if (const auto slot = position_slots_.find(id.value())) {
        trireme::prefetch(&position_slab_[*slot], sizeof(PositionRecord));
    }
}

InstrumentRecord& Books::add_instrument(InstrumentState state) {
    const InstrumentId id = state.terms.id;
    InstrumentRecord& instrument = instruments.try_emplace(id, scratch).first->second;
    static_cast<InstrumentState&>(instrument) = std::move(state);
    instrument.id = id;
    if (id.value() < low_instrument_ids) {
        instruments_by_id_.resize(std::max<std::size_t>(instruments_by_id_.size(), id.value() + std::size_t{1}));
        instruments_by_id_[id.value()] = &instrument;
    }
    if (instrument.has_quote()) {
        rates.add(instrument);
    }
    return instrument;
}

AccountRecord& Books::add_account(AccountState state) {
    const std::uint32_t slot = account_slab_.allocate();
    AccountRecord& account = account_slab_[slot];
    static_cast<AccountState&>(account) = state;
    account.id = state.terms.account;
    account.group = find(state.terms.group);
    TRIREME_ASSERT(account.group != nullptr);
    account_index_.insert(scatter(account.id.value()), slot);
    accounts.insert(account);
    return account;
}

Holding& Books::holding_of_state(AccountId account_id, InstrumentId instrument_id) {
    AccountRecord* const account = find(account_id);
    InstrumentRecord* const instrument = find(instrument_id);
    TRIREME_ASSERT(account != nullptr && instrument != nullptr);
    return holding(*account, *instrument);
}

OrderRecord& Books::add_order(const OrderState& state) {
    return add_order(state, holding_of_state(state.account, state.terms.instrument));
}

OrderRecord& Books::add_order(const OrderState& state, Holding& holding) {
    AccountRecord& account = *holding.account;
    const std::uint32_t slot = order_slab_.allocate();
    OrderRecord& order = order_slab_[slot];
    order.id = state.id;
    order.slot = slot;
    order.holding = &holding;
    put(order, state);
    order_slots_.insert(order.id.value(), slot);
    account.orders.insert(order);
    account.risk_order_count += order.adds_risk ? 1 : 0;
    reserve(*this, order);
    await_prices(order);
    return order;
}

void Books::put(OrderRecord& order, const OrderState& state) {
    const OrderTerms& terms = state.terms;
    order.lots = terms.lots;
    order.leaves_lots = state.leaves_lots;
    order.price = terms.price.value_or(Price());
    order.stop_price = terms.stop_price.value_or(Price());
    order.reserved_at = state.reserved_at;
    order.side = terms.side;
    order.type = terms.type;
    order.time_in_force = terms.time_in_force;
    order.reduce_only = terms.reduce_only;
    order.adds_risk = state.adds_risk;
    order.triggered = state.triggered;
    order.trails = state.trails;
    expiries.erase(order);
    if (!has_extras(state)) {
        free_extras(order);
        return;
    }
    if (order.extras == nullptr) {
        const std::uint32_t slot = extras_slab_.allocate();
        order.extras = &extras_slab_[slot];
        order.extras->slot = slot;
        order.extras->order = &order;
    }
    OrderExtras& extras = *order.extras;
    extras.terms_expire_at = terms.expires_at;
    extras.expires_at = state.expires_at;
    extras.trailing = terms.trailing;
    extras.closes = terms.position;
    extras.protection = terms.protection;
    extras.oco = state.oco;
    extras.position = state.position;
    extras.commission_exact = state.commission_exact;
    extras.commission_posted = state.commission_posted;
    extras.route = state.route;
    expiries.insert(order);
}

void Books::free_extras(OrderRecord& order) {
    if (order.extras != nullptr) {
        TRIREME_ASSERT(!order.extras->trail.is_in_ladder());
        extras_slab_.release(order.extras->slot);
        order.extras = nullptr;
    }
}

void Books::remove_order(OrderRecord& order) {
    stop_waiting(order);
    release(*this, order);
    expiries.erase(order);
    free_extras(order);
    AccountRecord& account = *order.holding->account;
    account.risk_order_count -= order.adds_risk ? 1 : 0;
    account.orders.erase(order);
    order_slots_.erase(order.id.value());
    order_slab_.release(order.slot);
}

PositionRecord& Books::add_position(const PositionState& state) {
    return add_position(state, holding_of_state(state.account, state.instrument));
}

PositionRecord& Books::add_position(const PositionState& state, Holding& holding) {
    const std::uint32_t slot = position_slab_.allocate();
    PositionRecord& position = position_slab_[slot];
    position.id = state.id;
    position.slot = slot;
    position.holding = &holding;
    position.side = state.side;
    position.lots = state.lots;
    position.cost = state.cost;
    position.opened_at = state.opened_at;
    position.swapped_for = state.swapped_for;
    position.commission_exact = state.commission_exact;
    position.commission_posted = state.commission_posted.minor_units;
    put_guards(position, state.protection, state.trailing_stop);
    position_slots_.insert(position.id.value(), slot);
    holding.positions.insert(position);
    holding.account->position_count += 1;
    count_in(position, position.lots, position.cost);
    await_prices(position);
    Lots before;
    for (const RoutedVolume& volume : state.volumes) {
        take_in(*this, position, volume.route, volume.lots, before);
        before = Lots(before.value() + volume.lots.value());
    }
    return position;
}

void Books::put_guards(PositionRecord& position, const Protection& protection, std::optional<Price> trailing_stop) {
    if (protection.empty()) {
        free_guards(position);
        return;
    }
    if (position.guards == nullptr) {
        const std::uint32_t slot = guards_slab_.allocate();
        position.guards = &guards_slab_[slot];
        position.guards->slot = slot;
    }
    position.guards->protection = protection;
    position.guards->trailing_stop = trailing_stop;
}

void Books::free_guards(PositionRecord& position) {
    if (position.guards != nullptr) {
        const Guards& guards = *position.guards;
        TRIREME_ASSERT(!guards.stop.is_in_ladder() && !guards.profit.is_in_ladder() && !guards.trail.is_in_ladder());
        guards_slab_.release(position.guards->slot);
        position.guards = nullptr;
    }
}

VolumeSlice& Books::add_volume(PositionRecord& position, const RoutedVolume& volume) {
    const std::uint32_t slot = volume_slab_.allocate();
    VolumeSlice& slice = volume_slab_[slot];
    slice.volume = volume;
    slice.slot = slot;
    VolumeSlice** place = &position.oldest;
    while (*place != nullptr) {
        place = &(*place)->newer;
    }
    *place = &slice;
    return slice;
}

void Books::drop_oldest_volume(PositionRecord& position) {
    const VolumeSlice& oldest = *position.oldest;
    position.oldest = oldest.newer;
    volume_slab_.release(oldest.slot);
}

void Books::free_volumes(PositionRecord& position) {
    while (position.oldest != nullptr) {
        drop_oldest_volume(position);
    }
}

void Books::remove_position(PositionRecord& position) {
    stop_waiting(position);
    free_guards(position);
    free_volumes(position);
    position.holding->account->position_count -= 1;
    position.holding->positions.erase(position);
    position_slots_.erase(position.id.value());
    position_slab_.release(position.slot);
}

Holding& Books::holding(AccountRecord& account, InstrumentRecord& instrument) {
    if (Holding* const known = account.holding_of(instrument)) {
        return *known;
    }
    Holding& made = holding_slab_[holding_slab_.allocate()];
    made.id = account.id;
    made.account = &account;
    made.instrument = &instrument;
    made.instrument_id = instrument.id;
    instrument.holdings.insert(made);
    account.holdings.insert(account.place_of(instrument), &made);
    return made;
}

void Books::gather_pages() {
    account_slab_.gather_pages();
    order_slab_.gather_pages();
    extras_slab_.gather_pages();
    position_slab_.gather_pages();
    guards_slab_.gather_pages();
    volume_slab_.gather_pages();
    holding_slab_.gather_pages();
}

void Books::post(AccountRecord& account, const Transaction& transaction) {
    emit_filled<TransactionPosted>(account,
                                   [&](TransactionPosted& posted) { ledger.post(account, transaction, posted); });
    touch(account);
}

void Books::post_hedge(std::span<const Leg> legs, LpOrderId lp_order) {
    TransactionPosted posted{.lp_order = lp_order};
    ledger.post_of_house(TransactionKind::hedge, legs, posted);
    emit(posted);
}

void Books::post(AccountRecord& account, TransactionKind kind, std::span<const Leg> legs, TradeId trade,
                 PositionId position) {
    emit_filled<TransactionPosted>(account, [&](TransactionPosted& posted) {
        posted.trade = trade;
        posted.position = position;
        ledger.post(account, kind, legs, posted);
    });
    touch(account);
}

void Books::touch(AccountRecord& account) {
    if (!account.is_touched) {
        account.is_touched = true;
        touched.push_back(&account);
    }
}

}  // namespace trireme::engine
