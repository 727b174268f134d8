#pragma once

#include "base/result.hpp"
#include "ports/clock.hpp"
#include "venues/network.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace trireme::venues {

enum class Encryption : std::uint8_t {
    tls,
    none,  // to addresses of this machine only, for tests and measurements
};

// The system's resolver bounds by itself how long a name is looked up.
struct NetworkTerms {
    Encryption encryption = Encryption::tls;
    // Of the authorities that are trusted, in PEM; empty: the system's.
    std::filesystem::path authorities{};
    Duration connect_timeout = Duration::seconds(10);  // to open a connection, all handshakes included
    // A WebSocket or stream of which nothing came for so long is dead. WebSockets are pinged at half of it.
    Duration idle_timeout = Duration::seconds(30);
    Duration request_timeout = Duration::seconds(10);
    // A connection for requests that was not used for so long is not used again: its peer may have left it.
    Duration keep_alive = Duration::seconds(20);
    std::size_t message_bytes_max = std::size_t{1} << 20;
    std::size_t answer_bytes_max = std::size_t{64} << 20;
    // Of what was received and not yet taken by `next`. A WebSocket or stream that would go beyond is closed: its
    // prices are old by then.
    std::size_t waiting_messages_max = 100'000;
    std::size_t waiting_bytes_max = std::size_t{64} << 20;
    // Of requests and texts, sent and not answered or not sent yet.
    std::size_t waiting_requests_max = 1'000;
    std::size_t channels_max = 64;
};

// Real sockets, served by one thread that it starts; TLS checks the peer's certificate and host name. `clock` says when
// something was received and is asked on that thread. Errors: `invalid_input` for terms that make no sense,
// `io_failure` where the authorities cannot be read.
[[nodiscard]] Result<std::unique_ptr<Network>> make_socket_network(const NetworkTerms& terms, Clock& clock);

}  // namespace trireme::venues
