#include "base/integer.hpp"
#include "explain/story.hpp"
#include "explain/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <variant>

namespace trireme::explain {
namespace {

// What one account has, by its events.
struct Holdings {
    std::optional<Money> cash;
    std::optional<Money> credit;
    std::map<PositionId, PositionChanged> positions;
    std::map<OrderId, LiveOrder> orders;
};

// The sum of one amount of each stake; nothing beyond 128 bits, where the figures stand at a bound.
std::optional<Amount> sum_of(const Valuation& valuation, Amount Stake::* part, Amount beside) {
    std::optional<Int128> sum = beside.value();
    for (const Stake& stake : valuation.stakes) {
        sum = sum ? checked_add(*sum, (stake.*part).value()) : std::nullopt;
    }
    return sum ? std::optional(Amount(*sum)) : std::nullopt;
}

// The figures of an account that were said last.
class MarginStory final : public Story {
public:
    explicit MarginStory(const AboutMargin& question) : question_(question) {}

    void on_event(const LoggedEvent& logged, const Situation& situation) override {
        if (question_.until && logged.sequence > *question_.until) {
            return;
        }
        std::visit(
            [&](const auto& any) {
                if constexpr (requires { any.account_seq; }) {
                    if (any.account == question_.account) {
                        is_known_ = true;
                        say_figures(logged, any, situation);
                        keep(any);
                    }
                }
            },
            logged.event);
    }

    Result<Explanation> tell() const override {
        if (!logged_) {
            return fail(ErrorCode::not_found, "no event says margin figures of account {}{}{}",
                        question_.account.value(),
                        question_.until ? fmt::format(" up to event {}", question_.until->value()) : "",
                        is_known_ ? "" : "; there is no such account");
        }
        Explanation explanation{.question = question_, .summary = summary(), .margin = facts_};
        explanation.in_force = in_force_;
        explanation.events.push_back(*logged_);
        return explanation;
    }

private:
    template <class Any>
    void say_figures(const LoggedEvent&, const Any&, const Situation&) {}

    void say_figures(const LoggedEvent& logged, const MarginCallChanged& event, const Situation& situation) {
        take_valued(logged, event.figures, event.valuation, situation);
    }
    void say_figures(const LoggedEvent& logged, const StopOut& event, const Situation& situation) {
        take_valued(logged, event.figures, event.valuation, situation);
    }
    void say_figures(const LoggedEvent& logged, const OrderAccepted& event, const Situation& situation) {
        take_supposed(logged, event.after, situation);
    }
    void say_figures(const LoggedEvent& logged, const OrderModified& event, const Situation& situation) {
        take_supposed(logged, event.after, situation);
    }
    void say_figures(const LoggedEvent& logged, const OrderCancelled& event, const Situation& situation) {
        take_supposed(logged, event.after, situation);
    }
    void say_figures(const LoggedEvent& logged, const Rejected& event, const Situation& situation) {
        const RejectFigures& said = event.figures;
        if (said.equity && said.used_margin) {
            take_supposed(logged, MarginFigures{*said.equity, *said.used_margin, std::nullopt}, situation);
            facts_.is_supposed = event.code == RejectCode::no_money;
        }
    }

    void take(const LoggedEvent& logged, const MarginFigures& figures, const Situation& situation) {
        logged_ = logged;
        facts_ = {.sequence = logged.sequence,
                  .time = logged.time,
                  .event = std::string(name_of(logged.event)),
                  .figures = figures,
                  .free_margin = free_margin(figures)};
        std::vector<InstrumentId> instruments;
        for (const auto& [id, position] : held_.positions) {
            add_once(instruments, position.instrument);
        }
        for (const auto& [id, order] : held_.orders) {
            add_once(instruments, order.terms.instrument);
        }
        in_force_ = situation.in_force(question_.account, instruments);
    }

    void take_valued(const LoggedEvent& logged, const MarginFigures& figures, const Valuation& valuation,
                     const Situation& situation) {
        take(logged, figures, situation);
        facts_.valuation = valuation;
        const Amount money(amount_of(valuation.cash).value() + amount_of(valuation.credit).value());
        facts_.equity_unrounded = sum_of(valuation, &Stake::profit, money);
        facts_.used_margin_unrounded = sum_of(valuation, &Stake::margin, Amount());
        symbols_.clear();
        for (const Stake& stake : valuation.stakes) {
            symbols_.push_back(situation.name_of(stake.instrument));
        }
    }

    void take_supposed(const LoggedEvent& logged, const std::optional<MarginFigures>& figures,
                       const Situation& situation) {
        if (!figures) {
            return;
        }
        take(logged, *figures, situation);
        facts_.is_supposed = true;
        facts_.cash = held_.cash;
        facts_.credit = held_.credit;
        for (const auto& [id, position] : held_.positions) {
            facts_.positions.push_back(position);
        }
        for (const auto& [id, order] : held_.orders) {
            facts_.orders.push_back(order);
        }
    }

    static void add_once(std::vector<InstrumentId>& ids, InstrumentId id) {
        if (std::ranges::find(ids, id) == ids.end()) {
            ids.push_back(id);
        }
    }

    template <class Any>
    void keep(const Any&) {}

    void keep(const TransactionPosted& posted) {
        for (const Posting& posting : posted.postings) {
            if (posting.balance) {
                (posting.account == LedgerAccountKind::cash ? held_.cash : held_.credit) = posting.balance;
            }
        }
    }
    void keep(const PositionChanged& changed) {
        if (changed.change == PositionChange::closed) {
            held_.positions.erase(changed.position);
        } else {
            held_.positions[changed.position] = changed;
        }
    }
    void keep(const OrderAccepted& accepted) {
        held_.orders[accepted.order] = {accepted.order, accepted.terms, accepted.margin_notional, accepted.terms.lots};
    }
    void keep(const OrderModified& modified) {
        held_.orders[modified.order] = {modified.order, modified.terms, modified.margin_notional, modified.leaves_lots};
    }
    void keep(const Trade& trade) { keep_left(trade.order, trade.leaves_lots); }
    void keep(const OrderReduced& reduced) { keep_left(reduced.order, reduced.leaves_lots); }
    void keep_left(OrderId id, Lots leaves_lots) {
        const auto order = held_.orders.find(id);
        if (leaves_lots == Lots()) {
            held_.orders.erase(id);
        } else if (order != held_.orders.end()) {
            order->second.leaves_lots = leaves_lots;
        }
    }
    void keep(const OrderCancelled& cancelled) { held_.orders.erase(cancelled.order); }
    void keep(const OrderExpired& expired) { held_.orders.erase(expired.order); }

    [[nodiscard]] std::string summary() const {
        std::string words =
            fmt::format("{} (event {}, {}) says of account {}: {}, free margin {}", format_timestamp(facts_.time),
                        facts_.sequence.value(), facts_.event, question_.account.value(), in_words(facts_.figures),
                        format(facts_.free_margin));
        if (!facts_.valuation) {
            return words + (facts_.is_supposed ? ", as it would stand with what was asked for." : ".");
        }
        words += fmt::format(". Equity is cash {}, credit {}", format(facts_.valuation->cash),
                             format(facts_.valuation->credit));
        std::size_t at = 0;
        std::string margins;
        for (const Stake& stake : facts_.valuation->stakes) {
            const std::string& symbol = symbols_[at++];
            words += fmt::format(", profit in {} {}", symbol, format(stake.profit));
            margins += fmt::format("{}{} in {}", margins.empty() ? "" : ", ", format(stake.margin), symbol);
        }
        return words + fmt::format(". Used margin is {}.", margins.empty() ? "none" : margins);
    }

    AboutMargin question_;
    Holdings held_;
    std::optional<LoggedEvent> logged_;
    MarginFacts facts_;
    InForce in_force_;
    std::vector<std::string> symbols_;  // of the stakes
    bool is_known_ = false;
};

}  // namespace

std::unique_ptr<Story> story_of_margin(const AboutMargin& question) { return std::make_unique<MarginStory>(question); }

}  // namespace trireme::explain
