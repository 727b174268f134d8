#pragma once

#include "ports/clock.hpp"
#include "ports/lp_adapter.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace trireme::fix::testing {

class RealClock final : public Clock {
public:
    Timestamp now() override {
        return Timestamp(
            std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count());
    }
};

// An LP at once: fills market orders at a price that is set, lets limit orders rest, and does what it is told.
class DealingLp final : public LpAdapter {
public:
    void set_book(InstrumentSlot slot, const LpDepth& depth) {
        const std::scoped_lock lock(mutex_);
        waiting_.emplace_back([slot, depth](LpListener& listener, Timestamp now) {
            LpDepth told = depth;
            told.instrument = slot;
            told.received = now;
            listener.on_depth(told);
        });
    }
    // A report out of the blue, such as a bust.
    void say(const LpReport& report) {
        const std::scoped_lock lock(mutex_);
        tell(report);
    }
    [[nodiscard]] std::vector<LpOrder> orders() {
        const std::scoped_lock lock(mutex_);
        return orders_;
    }

    void poll(Timestamp now, LpListener& listener) override {
        std::vector<News> news;
        {
            const std::scoped_lock lock(mutex_);
            std::swap(news, waiting_);
        }
        for (const News& told : news) {
            told(listener, now);
        }
    }
    Timestamp next_due() const override { return Timestamp(); }
    LpHealth health() const override { return {}; }

    LpAdmission send(const LpOrder& order, Timestamp now) override {
        const std::scoped_lock lock(mutex_);
        orders_.push_back(order);
        LpReport report{.name = order.name, .status = OrderStatus::accepted, .leaves = order.lots, .made = now};
        tell(report);
        if (order.type == LpOrderType::market) {
            report.kind = LpReportKind::filled;
            report.status = OrderStatus::filled;
            report.execution = *LpExecutionId::from_text(fmt::format("x{}", order.name.view()));
            report.lots = report.cumulative = order.lots;
            report.price = Price(order.side == Side::buy ? 108'454'000 : 108'452'000);
            report.leaves = Lots();
            net_[order.instrument] += (order.side == Side::buy ? 1 : -1) * order.lots.value();
            tell(report);
        } else {
            resting_[order.name] = report;
        }
        return LpAdmission::taken;
    }
    LpAdmission cancel(const LpOrderName& name, Timestamp) override {
        return end(name, LpReportKind::cancelled, OrderStatus::cancelled, LpReportKind::cancel_rejected);
    }
    LpAdmission replace(const LpReplace& replacement, Timestamp) override {
        const std::scoped_lock lock(mutex_);
        const auto found = resting_.find(replacement.name);
        if (found == resting_.end()) {
            tell({.kind = LpReportKind::replace_rejected, .name = replacement.name, .reason = LpReason::not_found});
        } else {
            found->second.leaves = replacement.lots;
            LpReport report = found->second;
            report.kind = LpReportKind::replaced;
            tell(report);
        }
        return LpAdmission::taken;
    }
    LpAdmission ask_status(const LpOrderName& name, Timestamp) override {
        const std::scoped_lock lock(mutex_);
        const auto found = resting_.find(name);
        LpReport report =
            found == resting_.end() ? LpReport{.kind = LpReportKind::unknown, .name = name} : found->second;
        if (found != resting_.end()) {
            report.kind = LpReportKind::status;
        }
        tell(report);
        return LpAdmission::taken;
    }
    LpAdmission ask_open_orders(Timestamp) override {
        const std::scoped_lock lock(mutex_);
        for (auto [name, report] : resting_) {
            report.kind = LpReportKind::status;
            tell(report);
        }
        waiting_.emplace_back([](LpListener& listener, Timestamp now) { listener.on_open_orders_told({}, now); });
        return LpAdmission::taken;
    }
    LpAdmission ask_positions(Timestamp) override {
        const std::scoped_lock lock(mutex_);
        std::vector<LpPosition> positions;
        for (const auto& [slot, net] : net_) {
            positions.push_back({.instrument = slot,
                                 .bought = Lots(std::max<std::int64_t>(net, 0)),
                                 .sold = Lots(std::max<std::int64_t>(-net, 0))});
        }
        waiting_.emplace_back(
            [positions](LpListener& listener, Timestamp now) { listener.on_positions({}, positions, now); });
        return LpAdmission::taken;
    }

private:
    using News = std::function<void(LpListener&, Timestamp)>;
    void tell(const LpReport& report) {
        waiting_.emplace_back([report](LpListener& listener, Timestamp) { listener.on_report({}, report); });
    }
    LpAdmission end(const LpOrderName& name, LpReportKind kind, OrderStatus status, LpReportKind otherwise) {
        const std::scoped_lock lock(mutex_);
        const auto found = resting_.find(name);
        if (found == resting_.end()) {
            tell({.kind = otherwise, .name = name, .reason = LpReason::not_found});
        } else {
            LpReport report = found->second;
            report.kind = kind;
            report.status = status;
            report.leaves = Lots();
            resting_.erase(found);
            tell(report);
        }
        return LpAdmission::taken;
    }

    std::mutex mutex_;
    std::vector<News> waiting_;
    std::vector<LpOrder> orders_;
    std::map<LpOrderName, LpReport> resting_;
    std::map<InstrumentSlot, std::int64_t> net_;
};

}  // namespace trireme::fix::testing
