#include "venues/delta_dealing.hpp"

#include "base/assert.hpp"
#include "model/bounds.hpp"
#include "venues/order_life.hpp"

#include <algorithm>
#include <array>

namespace trireme::venues {
namespace {

struct Meaning {
    DeltaReason reason;
    LpReason meaning;
};
// docs.delta.exchange, "Place order errors"; the last ones are what a lost or ended order is answered with.
constexpr auto meanings = std::to_array<Meaning>({
    {DeltaReason("order_size_exceed_available"), LpReason::volume},
    {DeltaReason("invalid_contract"), LpReason::instrument},
    {DeltaReason("immediate_execution_post_only"), LpReason::price},
    {DeltaReason("self_matching_disrupted_post_only"), LpReason::closed},
    {DeltaReason("open_order_not_found"), LpReason::not_found},
    {DeltaReason("duplicate_client_order_id"), LpReason::repeated},
    {DeltaReason("cancelled_by_user"), LpReason::none},
});

// Fills whose order is not known yet, and fills that were told: enough for what a connection brings at once.
constexpr std::size_t early_max = 1'000;
constexpr std::size_t fills_max = 100'000;

}  // namespace

LpReason meaning_of(const DeltaReason& reason) {
    const auto* const found = std::ranges::find(meanings, reason, &Meaning::reason);
    return found == meanings.end() ? LpReason::dealer : found->meaning;
}

Lots DeltaDealing::Order::leaves() const {
    return is_end(status) ? Lots() : std::max(Lots(), Lots(asked.lots.value() - cumulative.value()));
}

void DeltaDealing::begin(const LpOrder& order, Timestamp now) {
    const bool is_new = orders_.try_emplace(order.name, Order{.asked = order, .sent = now}).second;
    TRIREME_ASSERT(is_new, "a name is used once");
}

void DeltaDealing::expect(const LpReplace& replacement) { orders_.at(replacement.name).replacing = replacement; }

void DeltaDealing::expect_no_more(const LpOrderName& name) {
    if (const auto found = orders_.find(name); found != orders_.end()) {
        found->second.replacing.reset();
    }
}

const DeltaDealing::Order* DeltaDealing::find(const LpOrderName& name) const {
    const auto found = orders_.find(name);
    return found == orders_.end() ? nullptr : &found->second;
}

const DeltaQuoted* DeltaDealing::find(const Symbol& symbol) const {
    const auto found = std::ranges::find(quoted_, symbol, &DeltaQuoted::symbol);
    return found == quoted_.end() ? nullptr : &*found;
}

const DeltaQuoted* DeltaDealing::find(InstrumentSlot slot) const {
    const auto found = std::ranges::find(quoted_, slot, &DeltaQuoted::slot);
    return found == quoted_.end() ? nullptr : &*found;
}

bool DeltaDealing::misses_fills() const {
    return std::ranges::any_of(orders_, [](const auto& each) { return each.second.told > each.second.cumulative; });
}

std::vector<LpOrderName> DeltaDealing::live() const {
    std::vector<LpOrderName> names;
    for (const auto& [name, order] : orders_) {
        if (!is_end(order.status)) {
            names.push_back(name);
        }
    }
    return names;
}

void DeltaDealing::apply(const DeltaOrder& told, Unknown unknown, Timestamp received, std::vector<LpReport>& reports) {
    const DeltaQuoted* const quoted = find(told.symbol);
    if (quoted == nullptr || told.client_name.empty()) {
        return;
    }
    auto found = orders_.find(told.client_name);
    if (found == orders_.end()) {
        if (unknown == Unknown::pass_over || told.unfilled == Units()) {
            return;
        }
        // What was filled before is not the business of this start.
        found = orders_
                    .try_emplace(told.client_name,
                                 Order{.asked = {.name = told.client_name,
                                                 .instrument = quoted->slot,
                                                 .side = told.side,
                                                 .time_in_force = TimeInForce::gtc,
                                                 .lots = lots_of(told.contracts, quoted->contract_size),
                                                 .price = told.price},
                                       .status = OrderStatus::accepted,
                                       .cumulative = lots_of(Units(told.contracts.value() - told.unfilled.value()),
                                                             quoted->contract_size),
                                       .latency = Duration()})
                    .first;
    }
    Order& order = found->second;
    if (is_end(order.status)) {
        return;
    }
    if (order.id != told.id) {
        names_.erase(order.id);
    }
    order.id = told.id;
    names_[told.id] = told.client_name;
    if (order.status == OrderStatus::pending || order.status == OrderStatus::unknown) {
        order.status = OrderStatus::accepted;
        reports.push_back(report(order, LpReportKind::accepted, LpReason::none, received));
    }
    const Lots size = lots_of(told.contracts, quoted->contract_size);
    if (order.replacing && size == order.replacing->lots && told.price == order.replacing->price) {
        order.asked.lots = size;
        order.asked.price = order.replacing->price;
        order.replacing.reset();
        reports.push_back(report(order, LpReportKind::replaced, LpReason::none, received));
    }
    order.told =
        std::max(order.told, lots_of(Units(told.contracts.value() - told.unfilled.value()), quoted->contract_size));
    if (told.state == DeltaOrderState::cancelled) {
        order.ending = told.reason.empty() ? LpReason::none : meaning_of(told.reason);
    } else if (told.state == DeltaOrderState::closed && told.unfilled > Units()) {
        order.ending = LpReason::volume;
    }
    if (const auto early = early_.find(told.id); early != early_.end()) {
        const std::vector<EarlyFill> fills = std::move(early->second);
        early_.erase(early);
        for (const auto& [fill, source] : fills) {
            apply(fill, source, received, reports);
        }
    }
    settle(order, received, reports);
}

void DeltaDealing::apply(const DeltaFill& fill, FillSource source, Timestamp received, std::vector<LpReport>& reports) {
    const DeltaQuoted* const quoted = find(fill.symbol);
    const auto named = names_.find(fill.order);
    if (quoted == nullptr) {
        return;
    }
    if (named == names_.end()) {
        if (early_.size() < early_max) {
            early_[fill.order].push_back({fill, source});
        }
        return;
    }
    Order& order = orders_.at(named->second);
    const bool is_old = source == FillSource::question && order.cumulative >= order.told;
    if (is_old || !fills_.insert(fill.id).second) {
        return;
    }
    oldest_fills_.push_back(fill.id);
    if (oldest_fills_.size() > fills_max) {
        fills_.erase(oldest_fills_.front());
        oldest_fills_.pop_front();
    }
    const Lots lots = lots_of(fill.contracts, quoted->contract_size);
    order.cumulative = add(order.cumulative, lots).value_or(volume_max);
    const bool had_ended = is_end(order.status);
    if (!had_ended) {
        order.status = order.cumulative >= order.asked.lots ? OrderStatus::filled : OrderStatus::partially_filled;
    }
    LpReport told = report(order, LpReportKind::filled, LpReason::none, received);
    told.execution = fill.id;
    told.lots = lots;
    told.price = fill.price;
    told.made = fill.time;
    reports.push_back(told);
    if (!had_ended) {
        settle(order, received, reports);
    }
}

void DeltaDealing::settle(Order& order, Timestamp received, std::vector<LpReport>& reports) {
    if (order.status == OrderStatus::filled) {
        end(order, OrderStatus::filled);
    } else if (order.ending && order.cumulative >= order.told) {
        order.status = OrderStatus::cancelled;
        reports.push_back(report(order, LpReportKind::cancelled, *order.ending, received));
        end(order, OrderStatus::cancelled);
    }
}

void DeltaDealing::end(Order& order, OrderStatus status) {
    order.status = status;
    ended_.push_back(order.asked.name);
    for (; ended_.size() > ended_max_; ended_.pop_front()) {
        const auto oldest = orders_.find(ended_.front());
        TRIREME_ASSERT(oldest != orders_.end());
        names_.erase(oldest->second.id);
        orders_.erase(oldest);
    }
}

LpReport DeltaDealing::report(Order& order, LpReportKind kind, LpReason reason, Timestamp received) {
    if (!order.latency) {
        order.latency = Duration::nanoseconds(received.nanoseconds_since_1970() - order.sent.nanoseconds_since_1970());
    }
    return about(order.asked.name, kind, reason, received);
}

LpReport DeltaDealing::about(const LpOrderName& name, LpReportKind kind, LpReason reason, Timestamp received) const {
    const Order* const order = find(name);
    if (order == nullptr) {
        return {.kind = kind, .name = name, .status = OrderStatus::unknown, .reason = reason, .received = received};
    }
    return {.kind = kind,
            .name = name,
            .status = order->status,
            .cumulative = order->cumulative,
            .leaves = order->leaves(),
            .reason = reason,
            .received = received};
}

LpReport DeltaDealing::refused(const LpOrderName& name, LpReason reason, Timestamp received) {
    Order& order = orders_.at(name);
    order.status = OrderStatus::rejected;
    LpReport made = report(order, LpReportKind::rejected, reason, received);
    end(order, OrderStatus::rejected);
    return made;
}

LpReport DeltaDealing::never_arrived(const LpOrderName& name, Timestamp received) {
    orders_.at(name).status = OrderStatus::unknown;
    return about(name, LpReportKind::unknown, LpReason::not_found, received);
}

}  // namespace trireme::venues
