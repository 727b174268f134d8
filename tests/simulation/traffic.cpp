#include "simulation/traffic.hpp"

namespace trireme::simulation {

ByteBuffer draw_no_command(Random& random, ByteView internal, ByteView command, std::size_t command_bytes_max) {
    switch (below(random, 5)) {
        case 0: return {};
        case 1: return {internal.begin(), internal.end()};
        case 2: {  // cut short
            const ByteView part = command.first(below(random, command.size()));
            return {part.begin(), part.end()};
        }
        case 3: {  // too long
            ByteBuffer bytes(command.begin(), command.end());
            bytes.resize(command_bytes_max + 1 + below(random, 100));
            return bytes;
        }
        default: {  // of no known type
            ByteBuffer bytes(3 + below(random, 100));
            for (std::byte& byte : bytes) {
                byte = static_cast<std::byte>(below(random, 256));
            }
            store_little_endian(bytes.data(), static_cast<std::uint16_t>(1000 + below(random, 1000)));
            return bytes;
        }
    }
}

}  // namespace trireme::simulation
