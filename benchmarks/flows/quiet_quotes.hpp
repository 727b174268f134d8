#pragma once

#include "flows/brokerage.hpp"
#include "flows/command_flow.hpp"

namespace trireme::benchmarks {

// Quotes that move all instruments in turn, by so little that nothing is triggered.
class QuietQuotes final : public CommandFlow {
public:
    explicit QuietQuotes(const Brokerage& brokerage) : brokerage_(brokerage) {}

    void make(std::span<Command> commands) override;

private:
    const Brokerage& brokerage_;
    std::size_t made_ = 0;
};

// The commands of another flow with quotes between them, so that each meets other prices than the one before it and
// nothing flatters the figures that is kept until prices change.
class AmongQuotes final : public CommandFlow {
public:
    static constexpr std::size_t quotes_per_command = 10;

    AmongQuotes(const Brokerage& brokerage, CommandFlow& flow) : quotes_(brokerage), flow_(flow) {}

    void make(std::span<Command> commands) override;
    void learn(std::span<const Made> made) override;

private:
    [[nodiscard]] static bool is_quote(std::size_t number) {
        return number % (quotes_per_command + 1) < quotes_per_command;
    }

    QuietQuotes quotes_;
    CommandFlow& flow_;
    std::size_t made_ = 0;
    std::size_t learned_ = 0;
};

}  // namespace trireme::benchmarks
