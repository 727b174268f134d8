#include "reference/reference_broker.hpp"

#include "reference/desk.hpp"
#include "reference/examination.hpp"
#include "reference/hedging.hpp"
#include "reference/ledger.hpp"
#include "reference/margin.hpp"
#include "reference/repeats.hpp"
#include "reference/requests.hpp"
#include "reference/work.hpp"

#include <utility>
#include <variant>

namespace trireme::reference {
namespace {

// A desk command belongs to no account's stream, and its reject neither.
template <class T>
void answer(World& world, const T& command) {
    if (const auto objection = perform_for_desk(world, command)) {
        say(world, Rejected{.command = T::wire_type, .code = objection->code, .figures = objection->figures});
    }
}

void answer(World& world, const AnswerOldRequest& found) { answer_old_request(world, found); }

template <Request T>
void answer(World& world, const T& request) {
    if (answer_repeat(world, request, request.account, request.client_order_id)) {
        return;
    }
    const Outcome outcome = perform(world, request);
    if (outcome) {
        remember(world, request, {request.account, request.client_order_id}, {std::nullopt, outcome->id},
                 outcome->placed);
        return;
    }
    const Rejection& rejection = outcome.error();
    const bool is_known = world.accounts.contains(request.account);
    say(world, Rejected{.account = is_known ? request.account : AccountId(),
                        .client_order_id = request.client_order_id,
                        .command = T::wire_type,
                        .code = rejection.code,
                        .figures = rejection.figures,
                        .asked = asked_by(request)});
    if (is_known) {
        remember(world, request, {request.account, request.client_order_id}, {rejection.code, 0}, {});
    }
}

}  // namespace

std::vector<Event> ReferenceBroker::apply(Timestamp time, const Command& command) {
    world_.now = time;
    if (!std::holds_alternative<TimerDue>(command)) {
        finish_work(world_);
    }
    std::visit([&](const auto& asked) { answer(world_, asked); }, command);
    examine_touched(world_);
    settle_hedges(world_);
    return std::exchange(world_.events, {});
}

std::optional<Timestamp> ReferenceBroker::next_timer() const { return reference::next_timer(world_); }

std::optional<engine::AccountFigures> ReferenceBroker::figures(AccountId id) const {
    const auto found = world_.accounts.find(id);
    if (found == world_.accounts.end()) {
        return std::nullopt;
    }
    const Figures figures = figures_now(world_, id);
    return engine::AccountFigures{.cash = cash_of(world_, found->second),
                                  .credit = credit_of(world_, found->second),
                                  .equity = figures.equity,
                                  .used_margin = figures.used_margin,
                                  .free_margin = figures.free_margin(),
                                  .level = with_level(figures).level};
}

}  // namespace trireme::reference
