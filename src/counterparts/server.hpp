#pragma once

#include "base/result.hpp"
#include "base/strong.hpp"
#include "base/timestamp.hpp"
#include "counterparts/certificate.hpp"
#include "counterparts/faults.hpp"
#include "ports/clock.hpp"
#include "venues/network.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace trireme::counterparts {

// A connection of a client.
using PeerId = Strong<struct PeerIdTag, std::uint64_t>;

// What a site can do to its peers. To be called on the server's thread; a peer that is gone is passed over.
class Peers {
public:
    virtual ~Peers() = default;

    // The answer to the peer's request; to one that asked for a WebSocket a refusal.
    virtual void answer(PeerId peer, venues::HttpAnswer answer) = 0;
    virtual void accept_web_socket(PeerId peer) = 0;
    // Answers with a body that does not end, of what is written.
    virtual void begin_stream(PeerId peer) = 0;
    // A text to a WebSocket, or a piece of a stream; meets faults.
    virtual void write(PeerId peer, std::string text) = 0;
    // Bytes that are no part of the protocol.
    virtual void write_raw(PeerId peer, std::string bytes) = 0;
    // Without a farewell.
    virtual void cut(PeerId peer) = 0;
    [[nodiscard]] virtual Faults& faults() = 0;
};

// What a server serves. All calls come on its thread.
class Site {
public:
    virtual ~Site() = default;

    // To be answered by one of the three ways of Peers, now or later.
    virtual void on_request(Peers& peers, PeerId peer, const venues::HttpRequest& request, bool wants_web_socket) = 0;
    // What a WebSocket's peer says.
    virtual void on_text(Peers& peers, PeerId peer, std::string_view text) = 0;
    virtual void on_gone(PeerId peer) = 0;
    // About once a millisecond.
    virtual void on_time(Peers& peers, Timestamp now) = 0;
};

struct ServerTerms {
    // Nothing: without encryption.
    const Certificate* certificate = nullptr;
    std::uint16_t port = 0;  // 0: any that is free
    FaultTerms faults{};
    std::size_t request_bytes_max = std::size_t{1} << 20;
    // A peer that lets so much wait for it is cut off.
    std::size_t waiting_bytes_max = std::size_t{64} << 20;
};

// An HTTP and WebSocket server on 127.0.0.1 with a thread of its own, good and bad: what stands on the other side of
// adapters in tests, demonstrations and measurements.
class Server {
public:
    virtual ~Server() = default;

    [[nodiscard]] virtual std::uint16_t port() const = 0;
    // Does something on the server's thread and waits until it is done. Not while it is stunned.
    virtual void run(const std::function<void(Peers&)>& work) = 0;
    // A stunned server does nothing at all: connections stay open and silent.
    virtual void set_stunned(bool is_stunned) = 0;
    virtual void cut_all() = 0;
};

// `site` and `clock` outlive the server. `io_failure` where the port is taken or the certificate refused.
[[nodiscard]] Result<std::unique_ptr<Server>> start_server(const ServerTerms& terms, Site& site, Clock& clock);

}  // namespace trireme::counterparts
