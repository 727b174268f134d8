#include "engine/brokerage_engine.hpp"

#include "base/assert.hpp"
#include "base/planted_bug.hpp"
#include "engine/at_quote.hpp"
#include "engine/books.hpp"
#include "engine/cash.hpp"
#include "engine/changing_orders.hpp"
#include "engine/desk.hpp"
#include "engine/examining.hpp"
#include "engine/fingerprint.hpp"
#include "engine/hedging.hpp"
#include "engine/liquidation.hpp"
#include "engine/lookahead.hpp"
#include "engine/lp_orders.hpp"
#include "engine/placing.hpp"
#include "engine/position_requests.hpp"
#include "engine/restoring.hpp"
#include "engine/work.hpp"

#include <utility>
#include <variant>

namespace trireme::engine {
namespace {

Answer answer(Books& books, const PlaceOrder& request) { return place_order(books, request); }
Answer answer(Books& books, const PlaceOco& request) { return place_oco(books, request); }
Answer answer(Books& books, const ModifyOrder& request) { return modify_order(books, request); }
Answer answer(Books& books, const CancelOrder& request) { return cancel_order(books, request); }
Answer answer(Books& books, const CancelOrders& request) { return cancel_all_orders(books, request); }
Answer answer(Books& books, const ModifyPosition& request) { return modify_position(books, request); }
Answer answer(Books& books, const ClosePosition& request) { return close_position(books, request); }
Answer answer(Books& books, const CloseBy& request) { return close_by(books, request); }
Answer answer(Books& books, const ReversePosition& request) { return reverse_position(books, request); }
Answer answer(Books& books, const ClosePositions& request) { return close_positions(books, request); }
Answer answer(Books& books, const Deposit& request) { return deposit(books, request); }
Answer answer(Books& books, const SettleDeposit& request) { return settle_deposit(books, request); }
Answer answer(Books& books, const RequestWithdrawal& request) { return request_withdrawal(books, request); }
Answer answer(Books& books, const DecideWithdrawal& request) { return decide_withdrawal(books, request); }
Answer answer(Books& books, const GrantCredit& request) { return grant_credit(books, request); }
Answer answer(Books& books, const AdjustBalance& request) { return adjust_balance(books, request); }

using Refusal = std::optional<Rejection>;

Refusal obey(Books& books, const SetRulesVersion& request) { return set_rules_version(books, request); }
Refusal obey(Books& books, const TimerDue&) { return timer_due(books); }
Refusal obey(Books& books, const DefineInstrument& request) { return define_instrument(books, request); }
Refusal obey(Books& books, const DefineGroup& request) { return define_group(books, request); }
Refusal obey(Books& books, const SetCalendar& request) { return set_calendar(books, request); }
Refusal obey(Books& books, const SetRoutingRules& request) { return set_routing_rules(books, request); }
Refusal obey(Books& books, const SetMarketCondition& request) { return set_market_condition(books, request); }
Refusal obey(Books& books, const SetLpStatus& request) { return set_lp_status(books, request); }
Refusal obey(Books& books, const SetKillSwitch& request) { return set_kill_switch(books, request); }
Refusal obey(Books& books, const OpenAccount& request) { return open_account(books, request); }
Refusal obey(Books& books, const ChangeAccount& request) { return change_account(books, request); }
Refusal obey(Books& books, const PayDividend& request) { return pay_dividend(books, request); }
Refusal obey(Books& books, const SplitInstrument& request) { return split_instrument(books, request); }
Refusal obey(Books& books, const SetHedgePolicy& request) { return set_hedge_policy(books, request); }
Refusal obey(Books& books, const ResolveLpOrder& request) { return resolve_lp_order(books, request); }
Refusal obey(Books& books, const ReportLpOrder& report) {
    take_report(books, report);
    return std::nullopt;
}
Refusal obey(Books& books, const Quotes& quotes) { return take_quotes(books, quotes); }
Refusal obey(Books& books, const BookUpdate& update) {
    take_book(books, update);
    return std::nullopt;
}

// What a request was to order, so that its reject says what it is about.
std::optional<AskedOrders> asked_by(const PlaceOrder& request) { return AskedOrders{.terms = request.order}; }
std::optional<AskedOrders> asked_by(const PlaceOco& request) {
    return AskedOrders{.terms = request.first, .other = request.second};
}
template <class Request>
std::optional<AskedOrders> asked_by(const Request&) {
    return std::nullopt;
}

void reject(Books& books, AccountId asker, const Rejected& rejected) {
    if (AccountRecord* const account = books.find(asker)) {
        books.emit(*account, rejected);
    } else {
        books.emit(rejected);
    }
}

template <Repeatable Request>
void reject(Books& books, const Request& request, const Rejection& rejection) {
    reject(books, request.account,
           Rejected{.client_order_id = request.client_order_id,
                    .command = Request::wire_type,
                    .code = rejection.code,
                    .figures = rejection.figures,
                    .asked = asked_by(request)});
}

// repeat.same and repeat.conflict
void answer_again(Books& books, AccountRecord& account, const AnswerOldRequest& found) {
    if (found.same) {
        books.emit(account, Repeated{.client_order_id = found.client_order_id, .first = found.first});
    } else {
        books.emit(account, Rejected{.client_order_id = found.client_order_id,
                                     .command = found.command,
                                     .code = RejectCode::conflict,
                                     .asked = found.asked});
    }
}

// What a request that came before is answered with, by the fingerprint and the outcome of the first.
template <Repeatable Request>
AnswerOldRequest repeat_answer(const Request& request, bool is_same, const RequestOutcome& first) {
    return {.account = request.account,
            .client_order_id = request.client_order_id,
            .command = Request::wire_type,
            .same = is_same,
            .first = first,
            .asked = is_same ? std::nullopt : asked_by(request)};
}

// True if the request is one that came before, and lies in that place.
template <Repeatable Request>
bool answered_before(Books& books, const Request& request, const RequestMemory::Place& place, std::uint64_t print) {
    const auto is_live = [&](OrderId id) { return books.is_live(id); };
    const RememberedRequest* const first = books.requests.known_at(place, books.now, is_live);
    if (first == nullptr || planted_bug(PlantedBug::forget_repeats)) {
        return false;
    }
    answer_again(books, *books.find(request.account),
                 repeat_answer(request, first->fingerprint == print, first->outcome));
    return true;
}

template <Repeatable Request>
void say_if_refused(Books& books, const Request& request, const Answer& answered) {
    if (!answered) {
        reject(books, request, answered.error());
    }
}

template <Repeatable Request>
void handle(Books& books, const Request& request) {
    const ClientOrderId& id = request.client_order_id;
    if (id.empty()) {
        say_if_refused(books, request, answer(books, request));
        return;
    }
    const std::uint64_t print = fingerprint(request);
    const RequestMemory::Place place = books.requests.place_of(request.account, id);
    if (answered_before(books, request, place, print)) {
        return;
    }
    const Answer answered = answer(books, request);
    say_if_refused(books, request, answered);
    if (!answered && books.find(request.account) == nullptr) {
        return;
    }
    const RequestOutcome outcome =
        answered ? RequestOutcome{.id = *answered} : RequestOutcome{.rejected = answered.error().code};
    const auto is_live = [&](OrderId order) { return books.is_live(order); };
    books.requests.remember({request.account, id, print, outcome, books.now}, place, is_live);
}

// repeat.archive
void handle(Books& books, const AnswerOldRequest& found) {
    if (AccountRecord* const account = books.find(found.account)) {
        answer_again(books, *account, found);
    } else {
        books.emit(Rejected{.client_order_id = found.client_order_id,
                            .command = found.command,
                            .code = RejectCode::unknown_account,
                            .figures = {.account = found.account},
                            .asked = found.asked});
    }
}

template <class Request>
void handle(Books& books, const Request& request) {
    if (const auto refusal = obey(books, request)) {
        books.emit(Rejected{.command = Request::wire_type, .code = refusal->code, .figures = refusal->figures});
    }
}

}  // namespace

BrokerageEngine::BrokerageEngine() : books_(std::make_unique<Books>()), lookahead_(std::make_unique<Lookahead>()) {}
BrokerageEngine::~BrokerageEngine() = default;
BrokerageEngine::BrokerageEngine(BrokerageEngine&&) noexcept = default;
BrokerageEngine& BrokerageEngine::operator=(BrokerageEngine&&) noexcept = default;

Result<BrokerageEngine> BrokerageEngine::from_state(EngineState state) {
    TRIREME_TRY(check_state(state));
    BrokerageEngine engine;
    TRIREME_TRY(restore(*engine.books_, std::move(state)));
    return engine;
}

void BrokerageEngine::apply(Timestamp time, const Command& command, EventSink& events) {
    Books& books = *books_;
    books.now = time;
    books.sink = &events;
    if (books.work && !std::holds_alternative<TimerDue>(command)) {
        finish_work(books);
    }
    std::visit([&](const auto& any) { handle(books, any); }, command);
    examine_touched(books);
    if (!books.hedges.due.empty()) {
        settle_hedges(books);
    }
    books.sink = nullptr;
}

void BrokerageEngine::foresee(const Command* command) { lookahead_->foresee(*books_, command); }

static_assert(BrokerageEngine::lookahead == Lookahead::distance);

void BrokerageEngine::gather_pages() { books_->gather_pages(); }

std::optional<Timestamp> BrokerageEngine::next_timer() const { return engine::next_timer(*books_); }

bool BrokerageEngine::is_new(Timestamp now, const RequestName& id) {
    const auto is_live = [&](OrderId order) { return books_->is_live(order); };
    return !id.client_order_id.empty() && books_->requests.is_new(id, now, is_live);
}

Command BrokerageEngine::repeat_of(const Command& request, const FirstAnswer& first) {
    return std::visit(
        [&]<class Request>(const Request& again) -> Command {
            if constexpr (Repeatable<Request>) {
                return repeat_answer(again, fingerprint(again) == first.fingerprint, first.outcome);
            } else {
                TRIREME_ASSERT(false, "{} has no id by which it could have come before", Request::wire_name);
            }
        },
        request);
}

void BrokerageEngine::keep_forgotten() { books_->requests.keep_forgotten(); }

void BrokerageEngine::forget_due() {
    books_->requests.forget_due(books_->now, [&](OrderId order) { return books_->is_live(order); });
}

std::span<const ForgottenRequest> BrokerageEngine::forgotten() const { return books_->requests.forgotten(); }

void BrokerageEngine::clear_forgotten() { books_->requests.clear_forgotten(); }

EngineState BrokerageEngine::state() const { return state_of(*books_); }

std::optional<AccountFigures> BrokerageEngine::figures(AccountId id) const {
    const AccountRecord* const account = books_->find(id);
    const auto standing = account == nullptr ? std::nullopt : books_->margin.standing(*account);
    if (!standing) {
        return std::nullopt;
    }
    return AccountFigures{.cash = account->cash,
                          .credit = account->credit,
                          .equity = standing->equity,
                          .used_margin = standing->used_margin,
                          .free_margin = standing->free_margin(),
                          .level = standing->figures().level};
}

std::optional<LiquidationPrices> BrokerageEngine::liquidation_prices(AccountId account, InstrumentId instrument) const {
    return engine::liquidation_prices(*books_, account, instrument);
}

}  // namespace trireme::engine
