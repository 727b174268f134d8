#pragma once

#include "base/result.hpp"
#include "base/strong.hpp"
#include "base/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Sockets as adapters see them: requests in, events out, nothing that blocks. What serves them is behind the interface,
// so that an adapter can be driven without any.
namespace trireme::venues {

using ChannelId = Strong<struct ChannelIdTag, std::uint32_t>;
using RequestId = Strong<struct NetworkRequestIdTag, std::uint64_t>;

struct NetworkAddress {
    std::string host{};
    std::uint16_t port = 443;
};

struct HttpHeader {
    std::string name{};
    std::string value{};
};

enum class HttpMethod : std::uint8_t { get, post, put, remove };  // `remove` is DELETE

// Targets and headers may hold credentials: no error text and no log shows them.
struct HttpRequest {
    HttpMethod method = HttpMethod::get;
    std::string target = "/";  // path and query
    std::vector<HttpHeader> headers{};
    std::string body{};
};

struct HttpAnswer {
    unsigned status = 0;
    std::vector<HttpHeader> headers{};
    std::string body{};
};

// The value of the header of that name, in whatever case it is written; empty if there is none.
[[nodiscard]] std::string_view header_of(const HttpAnswer& answer, std::string_view name);

struct ChannelOpened {};
// A message of a WebSocket, or a line of a stream.
struct ChannelMessage {
    std::string text{};
};
// It did not open, or it has ended. Of the error's codes, `invalid_input` is a peer that breaks the protocol, and
// `no_space` one whose message is too long.
struct ChannelClosed {
    Error reason{};
    unsigned status = 0;  // of the answer by which a WebSocket or stream was refused
};
struct RequestAnswered {
    RequestId request{};
    HttpAnswer answer{};
};
struct RequestFailed {
    RequestId request{};
    Error reason{};
    bool may_have_arrived = false;  // the peer may have acted on it: bytes of it were sent
};

struct NetworkEvent {
    ChannelId channel{};
    Timestamp received{};
    std::variant<ChannelOpened, ChannelMessage, ChannelClosed, RequestAnswered, RequestFailed> what{};
};

// The sockets of one adapter. Used by one thread. A channel that was opened tells ChannelOpened and ends with
// ChannelClosed, unless it was closed from here.
class Network {
public:
    virtual ~Network() = default;

    [[nodiscard]] virtual Result<ChannelId> open_web_socket(const NetworkAddress& address, HttpRequest request) = 0;
    // A request whose answer does not end; each line of it is a message, empty ones are left out.
    [[nodiscard]] virtual Result<ChannelId> open_stream(const NetworkAddress& address, HttpRequest request) = 0;
    // Requests of the channel go one behind the other over a connection that is kept, and made anew with the next
    // request where it was lost. It tells neither ChannelOpened nor ChannelClosed.
    [[nodiscard]] virtual Result<ChannelId> open_http(const NetworkAddress& address) = 0;

    // A text to a WebSocket's peer. `no_space` if too much waits, `not_found` if the channel has ended.
    [[nodiscard]] virtual Result<void> send(ChannelId channel, std::string text) = 0;
    // Of a channel that open_http made; the same errors. It is answered or it fails, once.
    [[nodiscard]] virtual Result<RequestId> request(ChannelId channel, HttpRequest request) = 0;
    // Nothing more is told of it.
    virtual void close(ChannelId channel) = 0;

    // The next thing that happened; false if there is none.
    [[nodiscard]] virtual bool next(NetworkEvent& event) = 0;
};

}  // namespace trireme::venues
