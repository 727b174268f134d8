#pragma once

#include "base/as_declared.hpp"
#include "engine/exchange_rates.hpp"
#include "engine/expiries.hpp"
#include "engine/hedges.hpp"
#include "engine/id_index.hpp"
#include "engine/id_tree.hpp"
#include "engine/ledger.hpp"
#include "engine/margin.hpp"
#include "engine/records.hpp"
#include "engine/request_memory.hpp"
#include "engine/routing.hpp"
#include "engine/slab.hpp"
#include "engine/state.hpp"
#include "model/events.hpp"

#include <cstdint>
#include <expected>
#include <map>
#include <memory_resource>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace trireme::engine {

// What a request was answered with: the id that it made or changed (RequestOutcome), or why it was refused.
using Answer = std::expected<std::uint64_t, Rejection>;

// Everything the engine holds, and the ways to find it. The rules are functions over it, in files of their own names.
// Owned by the engine, which points `now` and `sink` at the command under way. Does not move: its records point at each
// other.
struct Books {
    Books() = default;
    Books(const Books&) = delete;
    Books& operator=(const Books&) = delete;
    ~Books();

    // Found by id; null for one that is not there.
    [[nodiscard]] InstrumentRecord* find(InstrumentId id) {
        return id.value() < instruments_by_id_.size() ? instruments_by_id_[id.value()] : find_beyond_low_ids(id);
    }
    [[nodiscard]] const Group* find(GroupId id) const;
    [[nodiscard]] const LpState* find(LpId id) const;
    [[nodiscard]] AccountRecord* find(AccountId id);
    [[nodiscard]] OrderRecord* find(OrderId id);
    [[nodiscard]] bool is_live(OrderId id) const;
    [[nodiscard]] PositionRecord* find(PositionId id);
    // The one with the lowest id that is not below this one; null if there is none.
    [[nodiscard]] AccountRecord* find_from(AccountId id) { return accounts.lower_bound(id); }
    [[nodiscard]] OrderRecord* find_from(OrderId id);
    [[nodiscard]] PositionRecord* find_from(PositionId id);

    // Have the processor fetch where the search for it begins, and what `find` returns.
    void prefetch_index(AccountId id) const;
    // Which account that is, if its index says so already.
    const AccountRecord* prefetch(AccountId id) const;
    void prefetch(OrderId id) const;
    void prefetch(PositionId id) const;

    // All of them, by id.
    template <class Visit>
    void for_each_order(Visit&& visit) const {
        for (auto at = order_slots_.lower_bound(0); at; at = order_slots_.lower_bound(at->id + 1)) {
            visit(order_slab_[at->slot]);
        }
    }
    template <class Visit>
    void for_each_position(Visit&& visit) const {
        for (auto at = position_slots_.lower_bound(0); at; at = position_slots_.lower_bound(at->id + 1)) {
            visit(position_slab_[at->slot]);
        }
    }

    InstrumentRecord& add_instrument(InstrumentState state);
    AccountRecord& add_account(AccountState state);
    // Takes in a live order or an open position: into the sums of its holding, and waiting for its prices.
    OrderRecord& add_order(const OrderState& state);
    PositionRecord& add_position(const PositionState& state);
    // The same where its holding is known.
    OrderRecord& add_order(const OrderState& state, Holding& holding);
    PositionRecord& add_position(const PositionState& state, Holding& holding);
    // Lets a live order be as the state says, which is of the same order. What it waits for, where that changes, and
    // what it has in the sums of its holding is for the caller to take back before and to renew after.
    void put(OrderRecord& order, const OrderState& state);
    // Likewise of what guards a position, which waits for nothing.
    void put_guards(PositionRecord& position, const Protection& protection, std::optional<Price> trailing_stop);
    void remove_order(OrderRecord& order);
    // One of which no lots are left.
    void remove_position(PositionRecord& position);
    // The slices of a position, the new one behind all others. What they come to is the caller's to count.
    VolumeSlice& add_volume(PositionRecord& position, const RoutedVolume& volume);
    void drop_oldest_volume(PositionRecord& position);
    void free_volumes(PositionRecord& position);
    // The account's stake in the instrument, made if it is the first.
    Holding& holding(AccountRecord& account, InstrumentRecord& instrument);

    // Gives the event its place in the account's stream and sends it out.
    template <class AccountEvent>
    void emit(AccountRecord& account, AccountEvent event) {
        event.account = account.id;
        event.account_seq = ++account.last_seq;
        sink->on_event(event);
    }
    // The same of an event that `fill` completes where it lies: those that come with most commands are never copied.
    template <class AccountEvent, class Fill>
    void emit_filled(AccountRecord& account, Fill&& fill) {
        Event event(std::in_place_type<AccountEvent>, AsDeclared<AccountEvent>());
        AccountEvent& said = *std::get_if<AccountEvent>(&event);
        said.account = account.id;
        said.account_seq = ++account.last_seq;
        fill(said);
        sink->on_event(event);
    }
    // Of an event that is no account's.
    void emit(const Event& event) { sink->on_event(event); }

    // Books a transaction of the account and says so.
    void post(AccountRecord& account, const Transaction& transaction);
    // Likewise what a trade brings with it.
    void post(AccountRecord& account, TransactionKind kind, std::span<const Leg> legs, TradeId trade,
              PositionId position);

    // What the house won or lost at an LP.
    void post_hedge(std::span<const Leg> legs, LpOrderId lp_order);

    // To be examined at the end of the command (margin.examine).
    void touch(AccountRecord& account);

    // Has all records lie in large pages (Slab::gather_pages).
    void gather_pages();

    // Of what is needed for a moment, or comes and goes.
    mutable std::pmr::unsynchronized_pool_resource scratch{
        {.max_blocks_per_chunk = 0, .largest_required_pool_block = 1 << 20}};

    Timestamp now;
    EventSink* sink = nullptr;

    std::uint32_t rules_version = 1;
    bool is_halted = false;
    OrderId last_order;
    PositionId last_position;
    TradeId last_trade;
    WithdrawalId last_withdrawal;
    std::uint32_t routing_version = 0;
    std::vector<RoutingRule> routing_rules;
    std::vector<LpState> lps;  // ascending
    RoutingTable routing;      // made of the rules and the LPs
    Hedges hedges{scratch};
    std::vector<Rollover> rollovers;
    std::optional<WorkState> work;
    std::map<InstrumentId, InstrumentRecord> instruments;  // to be added to by add_instrument alone
    std::map<GroupId, Group> groups;
    std::pmr::map<WithdrawalId, WithdrawalState> withdrawals{&scratch};
    std::vector<CorporateActionId> corporate_actions;  // ascending

    Ledger ledger;
    ExchangeRates rates;
    Margin margin{rates};
    RequestMemory requests;

    IdOrdered<AccountRecord, struct OfAll> accounts;
    Expiries expiries;
    std::vector<AccountRecord*> touched;
    Valuation valuation;  // its memory, between the events that bear one

private:
    [[nodiscard]] InstrumentRecord* find_beyond_low_ids(InstrumentId id);
    [[nodiscard]] Holding& holding_of_state(AccountId account, InstrumentId instrument);
    void free_extras(OrderRecord& order);
    void free_guards(PositionRecord& position);

    std::vector<InstrumentRecord*> instruments_by_id_;  // those with a low id; null where there is none
    Slab<AccountRecord> account_slab_;
    Slab<OrderRecord> order_slab_;
    Slab<OrderExtras> extras_slab_;
    Slab<PositionRecord> position_slab_;
    Slab<Guards> guards_slab_;
    Slab<VolumeSlice> volume_slab_;
    Slab<Holding> holding_slab_;
    IdIndex account_index_;
    IdTree order_slots_{scratch};
    IdTree position_slots_{scratch};
};

}  // namespace trireme::engine
