#include "app/lp_dealing.hpp"

#include "base/assert.hpp"
#include "base/bytes.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace trireme::app {
namespace {

constexpr Duration ask_again_after = Duration::seconds(10);

std::string prefix_of(const journal::LogId& journal) {
    return fmt::format("{:016x}-", load_little_endian<std::uint64_t>(journal.data()));
}

LpReason reason_of(LpAdmission admission) {
    return admission == LpAdmission::not_connected ? LpReason::closed : LpReason::busy;
}

bool concerns_orders(const Event& event) {
    return std::holds_alternative<LpOrderPlaced>(event) || std::holds_alternative<LpOrderAnswered>(event) ||
           std::holds_alternative<LpOrderEnded>(event);
}

}  // namespace

LpDealing::LpDealing(CommandSink& sink, std::span<const LpSet::Lp> lps, std::span<const TradedInstrument> instruments,
                     const journal::LogId& journal, const engine::EngineState& found)
    : lps_(lps), instruments_(instruments), prefix_(prefix_of(journal)), flow_(sink) {
    for (const engine::LpOrderState& order : found.lp_orders) {
        const auto lp = slot_of(order.lp);
        if (!order.ended_at && lp) {
            orders_.emplace(order.id, Order{.lp = *lp, .is_unknown = true, .ask_at = Timestamp::earliest()});
        }
    }
    for (std::size_t at = 0; at < lps_.size(); ++at) {
        on_connection(LpSlot(static_cast<std::uint8_t>(at)), lps_[at].adapter->health().is_connected);
    }
}

LpOrderName LpDealing::name_of(LpOrderId id) const {
    const auto name = LpOrderName::from_text(prefix_ + format(id));
    TRIREME_ASSERT(name.has_value());
    return *name;
}

std::optional<LpOrderId> LpDealing::id_named(const LpOrderName& name) const {
    const std::string_view text = name.view();
    if (!text.starts_with(prefix_)) {
        return std::nullopt;
    }
    const auto id = parse<LpOrderId>(text.substr(prefix_.size()));
    return id ? std::optional(*id) : std::nullopt;
}

std::optional<LpSlot> LpDealing::slot_of(LpId lp) const {
    const bool is_there = lp.value() >= 1 && lp.value() <= lps_.size();
    return is_there ? std::optional(LpSlot(static_cast<std::uint8_t>(lp.value() - 1))) : std::nullopt;
}

std::optional<InstrumentSlot> LpDealing::slot_of(InstrumentId instrument) const {
    const auto found = std::ranges::find(instruments_, instrument, [](const auto& each) { return each.terms.id; });
    return found == instruments_.end()
               ? std::nullopt
               : std::optional(InstrumentSlot(static_cast<std::uint32_t>(found - instruments_.begin())));
}

void LpDealing::on_event(const Event& event) {
    if (concerns_orders(event)) {
        const std::scoped_lock lock(mutex_);
        events_.push_back(event);
    }
}

void LpDealing::step(Timestamp now) {
    std::deque<Event> events;
    {
        const std::scoped_lock lock(mutex_);
        std::swap(events, events_);
    }
    for (const Event& event : events) {
        take(event, now);
    }
    ask(now);
}

void LpDealing::take(const Event& event, Timestamp now) {
    if (const auto* const placed = std::get_if<LpOrderPlaced>(&event)) {
        place(*placed, now);
    } else if (const auto* const answered = std::get_if<LpOrderAnswered>(&event)) {
        if (const auto order = orders_.find(answered->lp_order); order != orders_.end()) {
            order->second.is_unknown = answered->status == OrderStatus::unknown;
            order->second.ask_at = order->second.is_unknown ? now : Timestamp::latest();
        }
    } else if (const auto* const ended = std::get_if<LpOrderEnded>(&event)) {
        orders_.erase(ended->lp_order);
    }
}

void LpDealing::place(const LpOrderPlaced& placed, Timestamp now) {
    const auto lp = slot_of(placed.lp);
    const auto instrument = slot_of(placed.instrument);
    if (!lp || !instrument) {
        refuse(placed, lp ? LpReason::instrument : LpReason::closed);
        return;
    }
    // Before it is sent: a report may come at once.
    orders_.emplace(placed.lp_order, Order{.lp = *lp});
    const LpAdmission admission = lps_[lp->value()].adapter->send({.name = name_of(placed.lp_order),
                                                                   .instrument = *instrument,
                                                                   .side = placed.side,
                                                                   .type = placed.order_type,
                                                                   .time_in_force = placed.time_in_force,
                                                                   .lots = placed.lots,
                                                                   .price = placed.price.value_or(Price())},
                                                                  now);
    if (admission != LpAdmission::taken) {
        refuse(placed, reason_of(admission));
        return;
    }
    counters_.sent += 1;
}

// Nothing was sent: so nothing can come of it.
void LpDealing::refuse(const LpOrderPlaced& placed, LpReason reason) {
    counters_.refused += 1;
    tell(ReportLpOrder{.lp = placed.lp, .lp_order = placed.lp_order, .kind = LpReportKind::rejected, .reason = reason});
}

void LpDealing::ask(Timestamp now) {
    for (auto& [id, order] : orders_) {
        if (order.ask_at <= now && lps_[order.lp.value()].adapter->ask_status(name_of(id), now) == LpAdmission::taken) {
            // Answers may be lost as well.
            order.ask_at = order.is_unknown ? now.plus(ask_again_after) : Timestamp::latest();
            counters_.asked += 1;
        }
    }
}

void LpDealing::on_connection(LpSlot lp, bool is_connected) {
    tell(SetLpStatus{.lp = id_of(lp), .available = is_connected});
    for (auto& [id, order] : orders_) {
        // What was under way when the connection was lost is asked for when it is there again.
        if (is_connected && order.lp == lp) {
            order.ask_at = Timestamp::earliest();
        }
    }
}

void LpDealing::on_report(LpSlot lp, const LpReport& report) {
    const auto id = id_named(report.name);
    if (!id) {
        counters_.not_ours += 1;
        return;
    }
    counters_.reports += 1;
    tell(ReportLpOrder{.lp = id_of(lp),
                       .lp_order = *id,
                       .kind = report.kind,
                       .status = report.status,
                       .execution = report.execution,
                       .refers_to = report.refers_to,
                       .lots = report.lots,
                       .price = report.price,
                       .cumulative = report.cumulative,
                       .reason = report.reason,
                       .made = report.made});
}

// Once the engine takes nothing more there is nobody to tell: the next run asks.
void LpDealing::tell(const Command& command) { static_cast<void>(flow_.send(command)); }

}  // namespace trireme::app
