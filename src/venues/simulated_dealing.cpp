#include "venues/simulated_dealing.hpp"

#include "base/assert.hpp"
#include "model/bounds.hpp"
#include "venues/order_life.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace trireme::venues {
namespace {

constexpr Duration span_max = Duration::seconds(3'600);

const BookSide& opposite_side(const SimulatedBook& book, Side side) {
    return side == Side::buy ? book.asks : book.bids;
}

// Whether an order would deal at a price.
bool reaches(const LpOrder& order, Price price) {
    if (order.type == LpOrderType::market) {
        return true;
    }
    return order.side == Side::buy ? price <= order.price : price >= order.price;
}

bool is_marketable(const LpOrder& order, const SimulatedBook& book) {
    return reaches(order, opposite_side(book, order.side)[0].price);
}

// Up to which of its levels' volumes the order reaches.
Lots volume_within(const LpOrder& order, const BookSide& levels) {
    std::int64_t sum = 0;
    for (const BookLevel& level : levels) {
        sum += reaches(order, level.price) ? level.lots.value() : 0;
    }
    return Lots(sum);
}

Duration between(Timestamp from, Timestamp to) {
    return Duration::nanoseconds(to.nanoseconds_since_1970() - from.nanoseconds_since_1970());
}

}  // namespace

Result<void> check(const SimulatedDealingTerms& terms) {
    if (terms.latency_min < Duration() || terms.latency_max < terms.latency_min || terms.latency_max > span_max ||
        terms.last_look < Duration() || terms.last_look > span_max || terms.last_look_tolerance < Price()) {
        return fail(ErrorCode::invalid_input, "no such latency or last look");
    }
    if (terms.reject_permille > 1'000 || terms.partial_permille > 1'000) {
        return fail(ErrorCode::invalid_input, "more than 1000 in a thousand");
    }
    if (terms.lots_step <= Lots() || terms.lots_step > volume_max) {
        return fail(ErrorCode::invalid_input, "{} is no step of lots", format(terms.lots_step));
    }
    return {};
}

Duration SimulatedDealing::latency() {
    return Duration::nanoseconds(random_.between(terms_.latency_min.nanoseconds(), terms_.latency_max.nanoseconds()));
}

bool SimulatedDealing::ask(const Request& request, Timestamp now) {
    if (requests_.size() >= terms_.requests_max) {
        return false;
    }
    last_arrival_ = std::max(last_arrival_, now.plus(latency()));
    requests_.push_back({last_arrival_, now, request});
    return true;
}

Timestamp SimulatedDealing::next_time() const {
    const Timestamp arrival = requests_.empty() ? Timestamp::latest() : requests_.front().time;
    return looks_.empty() ? arrival : std::min(arrival, looks_.front().until);
}

void SimulatedDealing::step() {
    if (!looks_.empty() && (requests_.empty() || looks_.front().until <= requests_.front().time)) {
        const Look look = looks_.front();
        looks_.pop_front();
        decide(look, look.until);
        return;
    }
    TRIREME_ASSERT(!requests_.empty());
    const Arrival arrival = requests_.front();
    requests_.pop_front();
    std::visit([&](const auto& request) { handle(request, arrival.sent, arrival.time); }, arrival.request);
}

void SimulatedDealing::set_book(InstrumentSlot instrument, const std::optional<SimulatedBook>& book, Timestamp now) {
    books_[instrument.value()] = book;
    auto& resting = resting_[instrument.value()];
    for (const LpOrderName& name : resting) {
        Order& order = orders_.at(name);
        if (!book && order.asked.time_in_force == TimeInForce::day) {
            end(order, LpReportKind::expired, OrderStatus::expired, LpReason::closed, now);
        } else if (book && is_marketable(order.asked, *book)) {
            fill_resting(order, *book, now);
        }
    }
    std::erase_if(resting, [&](const LpOrderName& name) {
        const auto found = orders_.find(name);
        return found == orders_.end() || is_end(found->second.status);
    });
}

LpReason SimulatedDealing::fault_of(const LpOrder& order) const {
    if (order.instrument.value() >= books_.size()) {
        return LpReason::instrument;
    }
    const bool may_stay = order.time_in_force == TimeInForce::gtc || order.time_in_force == TimeInForce::day;
    const bool has_time = is_immediate(order) || (order.type == LpOrderType::limit && may_stay);
    if (order.name.empty() || !has_time || order.lots <= Lots() || order.lots > volume_max ||
        order.lots.value() % terms_.lots_step.value() != 0 ||
        (order.type == LpOrderType::limit && !is_price(order.price))) {
        return LpReason::terms;
    }
    if (!books_[order.instrument.value()]) {
        return LpReason::closed;
    }
    return live_ >= terms_.live_orders_max ? LpReason::busy : LpReason::none;
}

void SimulatedDealing::handle(const LpOrder& asked, Timestamp sent, Timestamp now) {
    if (orders_.contains(asked.name)) {
        answer_about(asked.name, LpReportKind::rejected, LpReason::repeated, now);
        return;
    }
    for (; ended_.size() > terms_.remembered_orders_max; ended_.pop_front()) {
        orders_.erase(ended_.front());
    }
    LpReason fault = fault_of(asked);
    // Drawn in any case, so that one order's fault does not change what becomes of others.
    if (random_.permille(terms_.reject_permille) && fault == LpReason::none) {
        fault = LpReason::dealer;
    }
    Order& order = orders_[asked.name];
    order.asked = asked;
    order.sent = sent;
    ++live_;
    if (fault != LpReason::none) {
        end(order, LpReportKind::rejected, OrderStatus::rejected, fault, now);
        return;
    }
    order.status = OrderStatus::accepted;
    answer(order, LpReportKind::accepted, LpReason::none, now);
    enter(order, now);
}

void SimulatedDealing::handle(const LpReplace& replacement, Timestamp, Timestamp now) {
    const auto found = orders_.find(replacement.name);
    if (found == orders_.end()) {
        answer_about(replacement.name, LpReportKind::replace_rejected, LpReason::not_found, now);
        return;
    }
    Order& order = found->second;
    LpOrder changed = order.asked;
    changed.lots = replacement.lots;
    changed.price = replacement.price;
    LpReason fault = LpReason::none;
    if (is_end(order.status)) {
        fault = LpReason::finished;
    } else if (order.is_held) {
        fault = LpReason::last_look;
    } else if (changed.lots <= order.cumulative) {
        fault = LpReason::volume;
    } else {
        fault = fault_of(changed);
        fault = fault == LpReason::busy ? LpReason::none : fault;
    }
    if (fault != LpReason::none) {
        answer(order, LpReportKind::replace_rejected, fault, now);
        return;
    }
    order.asked = changed;
    std::erase(resting_[changed.instrument.value()], changed.name);
    answer(order, LpReportKind::replaced, LpReason::none, now);
    enter(order, now);
}

void SimulatedDealing::handle(const Cancel& cancel, Timestamp, Timestamp now) {
    const auto found = orders_.find(cancel.name);
    if (found == orders_.end()) {
        answer_about(cancel.name, LpReportKind::cancel_rejected, LpReason::not_found, now);
        return;
    }
    Order& order = found->second;
    if (is_end(order.status) || order.is_held) {
        answer(order, LpReportKind::cancel_rejected, order.is_held ? LpReason::last_look : LpReason::finished, now);
        return;
    }
    std::erase(resting_[order.asked.instrument.value()], cancel.name);
    end(order, LpReportKind::cancelled, OrderStatus::cancelled, LpReason::none, now);
}

void SimulatedDealing::handle(const StatusQuestion& question, Timestamp, Timestamp now) {
    const bool is_known = orders_.contains(question.name);
    answer_about(question.name, is_known ? LpReportKind::status : LpReportKind::unknown,
                 is_known ? LpReason::none : LpReason::not_found, now);
}

void SimulatedDealing::handle(const OpenOrdersQuestion&, Timestamp, Timestamp now) {
    for (const auto& [name, order] : orders_) {
        if (!is_end(order.status)) {
            answer_about(name, LpReportKind::status, LpReason::none, now);
        }
    }
    answers_.push_back({OpenOrdersTold{}, next_arrival(now), std::nullopt});
}

void SimulatedDealing::handle(const PositionsQuestion&, Timestamp, Timestamp now) {
    std::vector<LpPosition> positions;
    for (std::uint32_t slot = 0; slot < net_.size(); ++slot) {
        if (net_[slot] != 0) {
            positions.push_back({.instrument = InstrumentSlot(slot),
                                 .bought = Lots(std::max<std::int64_t>(net_[slot], 0)),
                                 .sold = Lots(std::max<std::int64_t>(-net_[slot], 0))});
        }
    }
    answers_.push_back({std::move(positions), next_arrival(now), std::nullopt});
}

void SimulatedDealing::enter(Order& order, Timestamp now) {
    const auto& book = books_[order.asked.instrument.value()];
    TRIREME_ASSERT(book);
    if (!is_marketable(order.asked, *book)) {
        rest_or_end(order, now);
    } else if (terms_.last_look > Duration()) {
        order.is_held = true;
        looks_.push_back({now.plus(terms_.last_look), order.asked.name, *book});
    } else {
        fill(order, *book, now);
    }
}

void SimulatedDealing::decide(const Look& look, Timestamp now) {
    Order& order = orders_.at(look.name);
    order.is_held = false;
    const auto& book = books_[order.asked.instrument.value()];
    if (!book) {
        end(order, LpReportKind::rejected, OrderStatus::rejected, LpReason::closed, now);
        return;
    }
    const Price then = opposite_side(look.book, order.asked.side)[0].price;
    const Price today = opposite_side(*book, order.asked.side)[0].price;
    // What the client gains by the delay is what the LP loses.
    const std::int64_t against =
        order.asked.side == Side::buy ? today.value() - then.value() : then.value() - today.value();
    if (against > terms_.last_look_tolerance.value()) {
        end(order, LpReportKind::rejected, OrderStatus::rejected, LpReason::last_look, now);
        return;
    }
    fill(order, look.book, now);
}

Lots SimulatedDealing::given_of(Lots lots) {
    const std::int64_t steps = lots.value() / terms_.lots_step.value();
    // Drawn in any case, as above.
    const bool is_part = random_.permille(terms_.partial_permille);
    const std::uint64_t draw = random_.bits();
    const std::int64_t given =
        is_part && steps > 0 ? static_cast<std::int64_t>(draw % static_cast<std::uint64_t>(steps)) : steps;
    return Lots(given * terms_.lots_step.value());
}

void SimulatedDealing::fill(Order& order, const SimulatedBook& book, Timestamp now) {
    const BookSide& levels = opposite_side(book, order.asked.side);
    Lots left = given_of(std::min(order.leaves(), volume_within(order.asked, levels)));
    if (order.asked.time_in_force == TimeInForce::fok && left < order.leaves()) {
        end(order, LpReportKind::cancelled, OrderStatus::cancelled, LpReason::volume, now);
        return;
    }
    for (const BookLevel& level : levels) {
        if (left <= Lots() || !reaches(order.asked, level.price)) {
            break;
        }
        // Only the last level gives less than all of its volume, so the parts come out in whole steps in the end.
        const Lots part = std::min(left, level.lots);
        give(order, part, level.price, now);
        left = Lots(left.value() - part.value());
    }
    if (!is_end(order.status)) {
        rest_or_end(order, now);
    }
}

void SimulatedDealing::fill_resting(Order& order, const SimulatedBook& book, Timestamp now) {
    const Lots lots =
        given_of(std::min(order.leaves(), volume_within(order.asked, opposite_side(book, order.asked.side))));
    if (lots > Lots()) {
        give(order, lots, order.asked.price, now);
    }
}

void SimulatedDealing::rest_or_end(Order& order, Timestamp now) {
    if (is_immediate(order.asked)) {
        end(order, LpReportKind::cancelled, OrderStatus::cancelled,
            order.cumulative > Lots() ? LpReason::volume : LpReason::price, now);
        return;
    }
    resting_[order.asked.instrument.value()].push_back(order.asked.name);
}

void SimulatedDealing::give(Order& order, Lots lots, Price price, Timestamp now) {
    order.cumulative = Lots(order.cumulative.value() + lots.value());
    TRIREME_ASSERT(order.cumulative <= order.asked.lots);
    const bool is_whole = order.leaves() == Lots();
    order.status = is_whole ? OrderStatus::filled : OrderStatus::partially_filled;
    std::int64_t& net = net_[order.asked.instrument.value()];
    net += order.asked.side == Side::buy ? lots.value() : -lots.value();
    send({.kind = LpReportKind::filled,
          .name = order.asked.name,
          .status = order.status,
          .execution = *LpExecutionId::from_text(fmt::format("{}", ++executions_)),
          .lots = lots,
          .price = price,
          .cumulative = order.cumulative,
          .leaves = order.leaves()},
         std::nullopt, now);
    if (is_whole) {
        --live_;
        ended_.push_back(order.asked.name);
    }
}

void SimulatedDealing::end(Order& order, LpReportKind kind, OrderStatus status, LpReason reason, Timestamp now) {
    order.status = status;
    answer(order, kind, reason, now);
    --live_;
    ended_.push_back(order.asked.name);
}

void SimulatedDealing::answer(Order& order, LpReportKind kind, LpReason reason, Timestamp now) {
    const std::optional<Timestamp> sent = order.is_answered ? std::nullopt : std::optional(order.sent);
    order.is_answered = true;
    send({.kind = kind,
          .name = order.asked.name,
          .status = order.status,
          .cumulative = order.cumulative,
          .leaves = is_end(order.status) ? Lots() : order.leaves(),
          .reason = reason},
         sent, now);
}

void SimulatedDealing::answer_about(const LpOrderName& name, LpReportKind kind, LpReason reason, Timestamp now) {
    if (const auto found = orders_.find(name); found != orders_.end()) {
        answer(found->second, kind, reason, now);
        return;
    }
    send({.kind = kind, .name = name, .status = OrderStatus::unknown, .reason = reason}, std::nullopt, now);
}

void SimulatedDealing::send(LpReport report, std::optional<Timestamp> sent, Timestamp now) {
    report.made = now;
    report.received = next_arrival(now);
    answers_.push_back({report, report.received, sent ? std::optional(between(*sent, report.received)) : std::nullopt});
}

Timestamp SimulatedDealing::next_arrival(Timestamp now) {
    last_answer_ = std::max(last_answer_, now.plus(latency()));
    return last_answer_;
}

}  // namespace trireme::venues
