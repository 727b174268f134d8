#pragma once

#include "flows/applier.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <utility>

namespace trireme::benchmarks {

// An endless row of commands. None depends on what came of another within batch_commands_max before it.
class CommandFlow {
public:
    virtual ~CommandFlow() = default;

    // Makes the next ones.
    virtual void make(std::span<Command> commands) = 0;
    // What came of those made, in their order.
    virtual void learn(std::span<const Made> /*made*/) {}

    // How many commands come first that only bring about what the others go on with.
    [[nodiscard]] virtual std::size_t opening_commands() const { return 0; }
};

// A flow whose commands follow from their number, and from nothing else.
class NumberedFlow final : public CommandFlow {
public:
    using MakeOne = std::function<void(std::size_t number, Command& command)>;
    explicit NumberedFlow(MakeOne make_one) : make_one_(std::move(make_one)) {}

    void make(std::span<Command> commands) override {
        for (Command& command : commands) {
            make_one_(number_++, command);
        }
    }

private:
    MakeOne make_one_;
    std::size_t number_ = 0;
};

}  // namespace trireme::benchmarks
