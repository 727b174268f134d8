#include "flows/quiet_quotes.hpp"

namespace trireme::benchmarks {
namespace {

constexpr std::size_t moves = 7;

}  // namespace

void QuietQuotes::make(std::span<Command> commands) {
    for (Command& command : commands) {
        const std::size_t instruments = brokerage_.size().instruments;
        const auto move = static_cast<std::int64_t>((1 + made_ / instruments) % moves) * tick;
        // One that is there keeps the memory of its list.
        if (!std::holds_alternative<Quotes>(command)) {
            command = Quotes{{Quote{}}};
        }
        std::get<Quotes>(command).quotes.front() = {brokerage_.instrument(made_ % instruments),
                                                    Price(Brokerage::bid.value() + move),
                                                    Price(Brokerage::ask.value() + move)};
        made_ += 1;
    }
}

void AmongQuotes::make(std::span<Command> commands) {
    for (std::size_t index = 0; index < commands.size(); ++index) {
        CommandFlow& flow = is_quote(made_++) ? static_cast<CommandFlow&>(quotes_) : flow_;
        flow.make(commands.subspan(index, 1));
    }
}

void AmongQuotes::learn(std::span<const Made> made) {
    for (std::size_t index = 0; index < made.size(); ++index) {
        if (!is_quote(learned_++)) {
            flow_.learn(made.subspan(index, 1));
        }
    }
}

}  // namespace trireme::benchmarks
