#include "engine/books.hpp"

#include "base/assert.hpp"
#include "base/scatter.hpp"
#include "engine/margin_watch.hpp"
#include "engine/reservation.hpp"
#include "engine/waiting.hpp"

#include <algorithm>
#include <utility>

namespace trireme::engine {
namespace {

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

InstrumentRecord* Books::find(InstrumentId id) {
    const auto found = instruments.find(id);
    return found == instruments.end() ? nullptr : &found->second;
}

const Group* Books::find(GroupId id) const {
    const auto found = groups.find(id);
    return found == groups.end() ? nullptr : &found->second;
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

InstrumentRecord& Books::add_instrument(InstrumentState state) {
    const InstrumentId id = state.terms.id;
    InstrumentRecord& instrument = instruments.try_emplace(id, scratch).first->second;
    static_cast<InstrumentState&>(instrument) = std::move(state);
    instrument.id = id;
    rates.add(instrument);
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

OrderRecord& Books::add_order(const OrderState& state) {
    AccountRecord* const account = find(state.account);
    InstrumentRecord* const instrument = find(state.terms.instrument);
    TRIREME_ASSERT(account != nullptr && instrument != nullptr);
    const std::uint32_t slot = order_slab_.allocate();
    OrderRecord& order = order_slab_[slot];
    static_cast<OrderState&>(order) = state;
    order.slot = slot;
    order.holding = &holding(*account, *instrument);
    order_slots_.insert(order.id.value(), slot);
    account->orders.insert(order);
    account->risk_order_count += order.adds_risk ? 1 : 0;
    expiries.insert(order);
    reserve(*this, order);
    await_prices(order);
    return order;
}

void Books::remove_order(OrderRecord& order) {
    stop_waiting(order);
    release(*this, order);
    expiries.erase(order);
    AccountRecord& account = *order.holding->account;
    account.risk_order_count -= order.adds_risk ? 1 : 0;
    account.orders.erase(order);
    order_slots_.erase(order.id.value());
    order_slab_.release(order.slot);
}

PositionRecord& Books::add_position(const PositionState& state) {
    AccountRecord* const account = find(state.account);
    InstrumentRecord* const instrument = find(state.instrument);
    TRIREME_ASSERT(account != nullptr && instrument != nullptr);
    const std::uint32_t slot = position_slab_.allocate();
    PositionRecord& position = position_slab_[slot];
    static_cast<PositionState&>(position) = state;
    position.slot = slot;
    position.holding = &holding(*account, *instrument);
    position_slots_.insert(position.id.value(), slot);
    position.holding->positions.insert(position);
    account->position_count += 1;
    count_in(position, position.lots, position.cost);
    await_prices(position);
    return position;
}

void Books::remove_position(PositionRecord& position) {
    stop_waiting(position);
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
    instrument.holdings.insert(made);
    account.holdings.insert(account.place_of(instrument), &made);
    return made;
}

void Books::post(AccountRecord& account, const Transaction& transaction) {
    emit(account, ledger.post(account, transaction));
    touch(account);
}

void Books::touch(AccountRecord& account) {
    if (!account.is_touched) {
        account.is_touched = true;
        touched.push_back(&account);
    }
}

}  // namespace trireme::engine
