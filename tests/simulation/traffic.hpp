#pragma once

#include "base/bytes.hpp"
#include "base/timestamp.hpp"
#include "simulation/simulated_file.hpp"

namespace trireme::simulation {

struct DrawnCommand {
    ByteBuffer bytes;
    bool is_command = true;  // false: the engine must refuse it as malformed
};

// Draws what clients send: mostly what makes sense, some of what does not, and some that is no command at all.
class Traffic {
public:
    virtual ~Traffic() = default;

    // `now` is the client's idea of the time.
    [[nodiscard]] virtual DrawnCommand draw(Timestamp now) = 0;

    // Whether the command may be sent until it is answered: however often it comes, it is done once.
    [[nodiscard]] virtual bool may_be_sent_again(ByteView command) const = 0;

    // A command was taken; and all processes that took one have ended, so that only what the journal holds is certain.
    virtual void on_taken(Timestamp, ByteView) {}
    virtual void begin_life() {}
};

// What is no command: nothing at all, `internal`, a part of `command`, more of it than the engine takes, noise.
[[nodiscard]] ByteBuffer draw_no_command(Random& random, ByteView internal, ByteView command,
                                         std::size_t command_bytes_max);

}  // namespace trireme::simulation
