#pragma once

#include "ports/lp_adapter.hpp"

#include <deque>
#include <functional>
#include <utility>

namespace trireme::app {

// An LP that says what the test tells it to.
class ScriptedLp final : public LpAdapter {
public:
    using Say = std::function<void(LpListener&)>;

    void says(Say say) { says_.push_back(std::move(say)); }

    void poll(Timestamp, LpListener& listener) override {
        for (; !says_.empty(); says_.pop_front()) {
            says_.front()(listener);
        }
    }
    [[nodiscard]] Timestamp next_due() const override { return Timestamp::latest(); }
    [[nodiscard]] LpHealth health() const override { return health_now; }
    [[nodiscard]] LpAdmission send(const LpOrder&, Timestamp) override { return LpAdmission::not_connected; }
    [[nodiscard]] LpAdmission cancel(const LpOrderName&, Timestamp) override { return LpAdmission::not_connected; }
    [[nodiscard]] LpAdmission replace(const LpReplace&, Timestamp) override { return LpAdmission::not_connected; }
    [[nodiscard]] LpAdmission ask_status(const LpOrderName&, Timestamp) override { return LpAdmission::not_connected; }
    [[nodiscard]] LpAdmission ask_open_orders(Timestamp) override { return LpAdmission::not_connected; }
    [[nodiscard]] LpAdmission ask_positions(Timestamp) override { return LpAdmission::not_connected; }

    LpHealth health_now{};

private:
    std::deque<Say> says_;
};

}  // namespace trireme::app
