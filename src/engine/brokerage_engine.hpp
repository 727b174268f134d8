#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "engine/account_figures.hpp"
#include "engine/forgotten_request.hpp"
#include "engine/state.hpp"
#include "model/commands.hpp"
#include "model/events.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace trireme::engine {

struct Books;
class Lookahead;

// The brokerage engine: docs/rules.md in code. Deterministic: what it does follows from its state, the command and the
// command's time, which never goes back. Any command may come at any time; what must not be done is a reject and
// changes nothing but the memory of ids. Not thread-safe.
class BrokerageEngine {
public:
    using Command = trireme::Command;
    using Event = trireme::Event;
    using Sink = EventSink;
    using State = EngineState;
    using RequestName = engine::RequestName;
    using FirstAnswer = engine::FirstAnswer;
    static constexpr std::string_view name = "brokerage engine";

    BrokerageEngine();
    ~BrokerageEngine();
    BrokerageEngine(BrokerageEngine&&) noexcept;
    BrokerageEngine& operator=(BrokerageEngine&&) noexcept;

    // Goes on from a state that another engine had. `corrupt` if none can have had it.
    [[nodiscard]] static Result<BrokerageEngine> from_state(EngineState state);

    void apply(Timestamp time, const Command& command, EventSink& events);

    // Before each command: tells of the one that will be applied `lookahead` commands after it, or of none where it is
    // not known or no request. So the processor fetches what it will touch; nothing else follows from telling or not.
    void foresee(const Command* command);
    static constexpr std::size_t lookahead = 6;

    // Has the memory of what is looked at again and again lie in large pages now, and changes nothing. Takes
    // milliseconds for each that comes new: for moments when no command waits, such as a start. `from_state` does it.
    void gather_pages();

    // When the next timer is due, if any is.
    [[nodiscard]] std::optional<Timestamp> next_timer() const;
    [[nodiscard]] static Command timer_command() { return TimerDue{}; }

    // All that is known, in an order that follows from it alone.
    [[nodiscard]] EngineState state() const;

    // repeat.archive, for whoever runs the engine and keeps what it forgets. An id is new to the engine if it does not
    // know it at `now`, which no command has gone beyond; one that was forgotten too. A request without an id has none
    // to ask for. `repeat_of` is what to apply in place of a request that was forgotten and found.
    template <Repeatable Request>
    [[nodiscard]] static RequestName name_of(const Request& request) {
        return {request.account, request.client_order_id};
    }
    [[nodiscard]] bool is_new(Timestamp now, const RequestName& id);
    [[nodiscard]] static Command repeat_of(const Command& request, const FirstAnswer& first);

    // From when it is asked to, the engine keeps what it frees of its memory of ids, until that is cleared. It frees a
    // few with each new request, or all that is due when it is told to; nothing else follows from when.
    void keep_forgotten();
    void forget_due();
    [[nodiscard]] std::span<const ForgottenRequest> forgotten() const;
    void clear_forgotten();

    // How an account stands; nothing for one that is not there.
    [[nodiscard]] std::optional<AccountFigures> figures(AccountId account) const;

    // At which bids of the instrument the margin call and the stop-out would come (margin.liquidation_price). Nothing
    // if the account does not hold the instrument.
    [[nodiscard]] std::optional<LiquidationPrices> liquidation_prices(AccountId account, InstrumentId instrument) const;

private:
    std::unique_ptr<Books> books_;
    std::unique_ptr<Lookahead> lookahead_;
};

}  // namespace trireme::engine
