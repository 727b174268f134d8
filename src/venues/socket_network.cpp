// The only client-side file that includes Beast, which takes half a minute to compile. Everything below runs on the
// network's own thread, except the members of SocketNetwork.
//
// Boost's failures are exceptions here, because a coroutine that connects, shakes hands and reads then says just that;
// each is caught where the coroutine ends and leaves as an event.

#include "venues/socket_network.hpp"

#include "base/assert.hpp"
#include "venues/network_inbox.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <thread>
#include <utility>

namespace trireme::venues {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using boost::system::system_error;

// Types of our own, so that Beast finds the teardown below for them.
struct Plain : beast::tcp_stream {
    using Base = beast::tcp_stream;
    using Base::Base;
};
struct Secure : beast::ssl_stream<Plain> {
    using Base = beast::ssl_stream<Plain>;
    using Base::Base;
};

// A WebSocket that fails is left at once. Beast's own teardown would wait for a farewell of the peer that broke the
// protocol, and tell how that failed instead of what it did.
template <class Handler>
void async_teardown(beast::role_type, Plain& stream, Handler&& handler) {
    stream.close();
    asio::post(stream.get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), error_code()));
}
template <class Handler>
void async_teardown(beast::role_type role, Secure& stream, Handler&& handler) {
    async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

using WireRequest = http::request<http::string_body>;

std::chrono::nanoseconds chrono_of(Duration duration) { return std::chrono::nanoseconds(duration.nanoseconds()); }

// What all channels share.
struct Shared {
    Shared(const NetworkTerms& terms_given, Clock& clock_given)
        : terms(terms_given), clock(clock_given), inbox(terms.waiting_messages_max, terms.waiting_bytes_max) {}

    bool tell(ChannelId channel, decltype(NetworkEvent::what) what) {
        return inbox.put({channel, clock.now(), std::move(what)});
    }

    NetworkTerms terms;
    Clock& clock;
    NetworkInbox inbox;
    std::atomic<std::size_t> waiting_requests = 0;
    asio::io_context io{1};
    asio::ssl::context tls{asio::ssl::context::tls_client};
};

Error error_of(const NetworkAddress& address, const error_code& failure) {
    ErrorCode code = ErrorCode::io_failure;
    if (failure == websocket::error::message_too_big || failure == http::error::body_limit ||
        failure == http::error::header_limit || failure == http::error::buffer_overflow) {
        code = ErrorCode::no_space;
    } else if (failure == websocket::condition::protocol_violation ||
               (failure.category() == http::make_error_code(http::error::bad_version).category() &&
                failure != http::error::end_of_stream && failure != http::error::partial_message)) {
        code = ErrorCode::invalid_input;
    }
    return {code, fmt::format("{}:{}: {}", address.host, address.port, failure.message())};
}

http::verb verb_of(HttpMethod method) {
    switch (method) {
        case HttpMethod::get: return http::verb::get;
        case HttpMethod::post: return http::verb::post;
        case HttpMethod::put: return http::verb::put;
        case HttpMethod::remove: return http::verb::delete_;
    }
    return http::verb::unknown;
}

std::string host_of(const NetworkAddress& address) {
    constexpr std::uint16_t https_port = 443;
    return address.port == https_port ? address.host : fmt::format("{}:{}", address.host, address.port);
}

void set_headers(const HttpRequest& request, http::fields& fields) {
    fields.set(http::field::user_agent, "trireme");
    for (const HttpHeader& header : request.headers) {
        fields.set(header.name, header.value);
    }
}

WireRequest wire_of(const NetworkAddress& address, HttpRequest&& request) {
    constexpr unsigned http_1_1 = 11;
    WireRequest wire(verb_of(request.method), request.target, http_1_1);
    wire.set(http::field::host, host_of(address));
    set_headers(request, wire);
    wire.body() = std::move(request.body);
    wire.prepare_payload();
    return wire;
}

template <class Layer>
Layer make_layer(Shared& shared) {
    if constexpr (std::is_same_v<Layer, Plain>) {
        return Plain(shared.io);
    } else {
        return Secure(Plain(shared.io), shared.tls);
    }
}

asio::awaitable<void> connect(Plain& stream, Shared& shared, const NetworkAddress& address) {
    tcp::resolver resolver(shared.io);
    const auto found = co_await resolver.async_resolve(address.host, std::to_string(address.port), use_awaitable);
    const auto is_elsewhere = [](const auto& entry) { return !entry.endpoint().address().is_loopback(); };
    if (shared.terms.encryption == Encryption::none && std::any_of(found.begin(), found.end(), is_elsewhere)) {
        throw system_error(asio::error::access_denied, "without encryption only this machine is spoken to");
    }
    stream.expires_after(chrono_of(shared.terms.connect_timeout));
    co_await stream.async_connect(found, use_awaitable);
    stream.socket().set_option(tcp::no_delay(true));
}

asio::awaitable<void> connect(Secure& stream, Shared& shared, const NetworkAddress& address) {
    co_await connect(stream.next_layer(), shared, address);
    stream.set_verify_callback(asio::ssl::host_name_verification(address.host));
    if (SSL_set_tlsext_host_name(stream.native_handle(), address.host.c_str()) != 1) {
        throw system_error(asio::error::invalid_argument, "a host name that TLS does not take");
    }
    co_await stream.async_handshake(asio::ssl::stream_base::client, use_awaitable);
}

class Channel : public std::enable_shared_from_this<Channel> {
public:
    Channel(Shared& shared, ChannelId id, NetworkAddress address)
        : shared_(shared), id_(id), address_(std::move(address)) {}
    virtual ~Channel() = default;
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    void start() {
        asio::co_spawn(shared_.io, [self = shared_from_this()]() { return self->run(); }, asio::detached);
    }
    virtual void send(std::string text) = 0;
    virtual void request(RequestId id, HttpRequest&& request) = 0;
    virtual void close() = 0;

protected:
    // Until the channel has ended; throws nothing.
    virtual asio::awaitable<void> run() = 0;

    void tell_closed(const error_code& failure, unsigned status = 0) {
        shared_.tell(id_, ChannelClosed{error_of(address_, failure), status});
    }
    // False if too much waits already.
    [[nodiscard]] bool tell_message(std::string text) { return shared_.tell(id_, ChannelMessage{std::move(text)}); }

    [[nodiscard]] Shared& shared() const { return shared_; }
    [[nodiscard]] ChannelId channel() const { return id_; }
    [[nodiscard]] const NetworkAddress& address() const { return address_; }

private:
    Shared& shared_;
    ChannelId id_;
    NetworkAddress address_;
};

template <class Layer>
class WebSocketChannel final : public Channel {
public:
    WebSocketChannel(Shared& shared, ChannelId id, const NetworkAddress& address, HttpRequest request)
        : Channel(shared, id, address), opening_(std::move(request)), socket_(make_layer<Layer>(shared)) {}

    void send(std::string text) override {
        if (is_over_) {
            --shared().waiting_requests;
            return;
        }
        outbox_.push_back(std::move(text));
        if (is_open_ && outbox_.size() == 1) {
            write_next();
        }
    }
    void request(RequestId, HttpRequest&&) override { TRIREME_ASSERT(false, "a WebSocket takes texts"); }
    void close() override {
        is_over_ = true;
        beast::get_lowest_layer(socket_).close();
    }

private:
    asio::awaitable<void> run() override {
        error_code failure;
        try {
            co_await open();
            for (;;) {
                std::string text;
                auto into = asio::dynamic_buffer(text);
                co_await socket_.async_read(into, use_awaitable);
                if (!tell_message(std::move(text))) {
                    throw system_error(asio::error::no_buffer_space);
                }
            }
        } catch (const system_error& thrown) {
            failure = thrown.code();
        }
        close();
        shared().waiting_requests -= outbox_.size();
        outbox_.clear();
        tell_closed(failure, refusal_.result_int() == 101 ? 0 : refusal_.result_int());
    }

    asio::awaitable<void> open() {
        refusal_.result(0U);
        co_await connect(socket_.next_layer(), shared(), address());
        // From here on the WebSocket's own timeouts hold.
        beast::get_lowest_layer(socket_).expires_never();
        socket_.set_option(websocket::stream_base::timeout{chrono_of(shared().terms.connect_timeout),
                                                           chrono_of(shared().terms.idle_timeout), true});
        socket_.read_message_max(shared().terms.message_bytes_max);
        socket_.set_option(
            websocket::stream_base::decorator([this](websocket::request_type& wire) { set_headers(opening_, wire); }));
        co_await socket_.async_handshake(refusal_, host_of(address()), opening_.target, use_awaitable);
        is_open_ = true;
        shared().tell(channel(), ChannelOpened{});
        if (!outbox_.empty()) {
            write_next();
        }
    }

    void write_next() {
        socket_.async_write(asio::buffer(outbox_.front()),
                            [self = shared_from_this(), this](const error_code& failure, std::size_t) {
                                if (failure || is_over_) {
                                    return;  // the read ends too, and says why
                                }
                                outbox_.pop_front();
                                --shared().waiting_requests;
                                if (!outbox_.empty()) {
                                    write_next();
                                }
                            });
    }

    HttpRequest opening_;
    websocket::stream<Layer> socket_;
    websocket::response_type refusal_;
    std::deque<std::string> outbox_;  // the first is being written
    bool is_open_ = false;
    bool is_over_ = false;
};

template <class Layer>
class StreamChannel final : public Channel {
public:
    StreamChannel(Shared& shared, ChannelId id, const NetworkAddress& address, HttpRequest request)
        : Channel(shared, id, address),
          request_(wire_of(address, std::move(request))),
          layer_(make_layer<Layer>(shared)) {}

    void send(std::string) override { TRIREME_ASSERT(false, "a stream takes nothing"); }
    void request(RequestId, HttpRequest&&) override { TRIREME_ASSERT(false, "a stream takes nothing"); }
    void close() override { beast::get_lowest_layer(layer_).close(); }

private:
    asio::awaitable<void> run() override {
        error_code failure = http::error::end_of_stream;
        unsigned status = 0;
        try {
            co_await connect(layer_, shared(), address());
            Plain& lowest = beast::get_lowest_layer(layer_);
            lowest.expires_after(chrono_of(shared().terms.connect_timeout));
            co_await http::async_write(layer_, request_, use_awaitable);
            http::response_parser<http::buffer_body> parser;
            parser.body_limit(boost::none);
            co_await http::async_read_header(layer_, buffer_, parser, use_awaitable);
            if (parser.get().result() == http::status::ok) {
                shared().tell(channel(), ChannelOpened{});
                co_await read_lines(parser);
            } else {
                status = parser.get().result_int();
            }
        } catch (const system_error& thrown) {
            failure = thrown.code();
        }
        close();
        tell_closed(failure, status);
    }

    asio::awaitable<void> read_lines(http::response_parser<http::buffer_body>& parser) {
        std::array<char, 1 << 14> chunk;
        std::string line;
        while (!parser.is_done()) {
            auto& body = parser.get().body();
            body.data = chunk.data();
            body.size = chunk.size();
            beast::get_lowest_layer(layer_).expires_after(chrono_of(shared().terms.idle_timeout));
            error_code failure;
            co_await http::async_read_some(layer_, buffer_, parser, asio::redirect_error(use_awaitable, failure));
            if (failure && failure != http::error::need_buffer) {
                throw system_error(failure);
            }
            take(std::string_view(chunk.data(), chunk.size() - body.size), line);
        }
    }

    // Tells the lines that end in what came; what is left of it begins the next one.
    void take(std::string_view came, std::string& line) {
        for (std::size_t end = came.find('\n'); end != std::string_view::npos; end = came.find('\n')) {
            line += came.substr(0, end);
            came.remove_prefix(end + 1);
            if (line.ends_with('\r')) {
                line.pop_back();
            }
            if (!line.empty() && !tell_message(std::exchange(line, {}))) {
                throw system_error(asio::error::no_buffer_space);
            }
        }
        line += came;
        if (line.size() > shared().terms.message_bytes_max) {
            throw system_error(websocket::error::message_too_big);
        }
    }

    WireRequest request_;
    Layer layer_;
    beast::flat_buffer buffer_;
};

template <class Layer>
class HttpChannel final : public Channel {
public:
    HttpChannel(Shared& shared, ChannelId id, const NetworkAddress& address)
        : Channel(shared, id, address), wake_(shared.io) {}

    void send(std::string) override { TRIREME_ASSERT(false, "requests are answered one by one"); }
    void request(RequestId id, HttpRequest&& request) override {
        requests_.push_back({id, wire_of(address(), std::move(request))});
        wake_.cancel();
    }
    void close() override {
        is_over_ = true;
        wake_.cancel();
        if (layer_) {
            beast::get_lowest_layer(*layer_).close();
        }
    }

private:
    struct Waiting {
        RequestId id;
        WireRequest wire;
    };

    asio::awaitable<void> run() override {
        while (!is_over_) {
            if (requests_.empty()) {
                error_code woken;
                wake_.expires_at(asio::steady_timer::time_point::max());
                co_await wake_.async_wait(asio::redirect_error(use_awaitable, woken));
                continue;
            }
            Waiting next = std::move(requests_.front());
            requests_.pop_front();
            co_await serve(next);
            --shared().waiting_requests;
        }
        shared().waiting_requests -= requests_.size();
    }

    asio::awaitable<void> serve(Waiting& next) {
        bool may_have_arrived = false;
        try {
            if (layer_ && std::chrono::steady_clock::now() - used_ > chrono_of(shared().terms.keep_alive)) {
                layer_.reset();
            }
            if (!layer_) {
                layer_.emplace(make_layer<Layer>(shared()));
                buffer_.clear();
                co_await connect(*layer_, shared(), address());
            }
            beast::get_lowest_layer(*layer_).expires_after(chrono_of(shared().terms.request_timeout));
            may_have_arrived = true;
            co_await http::async_write(*layer_, next.wire, use_awaitable);
            http::response_parser<http::string_body> parser;
            parser.body_limit(shared().terms.answer_bytes_max);
            co_await http::async_read(*layer_, buffer_, parser, use_awaitable);
            const bool is_kept = parser.get().keep_alive();
            answer(next.id, parser.release());
            used_ = std::chrono::steady_clock::now();
            if (!is_kept) {
                layer_.reset();
            }
        } catch (const system_error& thrown) {
            layer_.reset();
            shared().tell(channel(), RequestFailed{next.id, error_of(address(), thrown.code()), may_have_arrived});
        }
    }

    void answer(RequestId id, http::response<http::string_body>&& wire) {
        HttpAnswer told{.status = wire.result_int()};
        for (const auto& field : wire) {
            told.headers.push_back({std::string(field.name_string()), std::string(field.value())});
        }
        told.body = std::move(wire.body());
        shared().tell(channel(), RequestAnswered{id, std::move(told)});
    }

    asio::steady_timer wake_;
    std::deque<Waiting> requests_;
    std::optional<Layer> layer_;
    beast::flat_buffer buffer_;
    std::chrono::steady_clock::time_point used_;
    bool is_over_ = false;
};

class SocketNetwork final : public Network {
public:
    SocketNetwork(const NetworkTerms& terms, Clock& clock) : shared_(terms, clock) {}
    ~SocketNetwork() override {
        shared_.io.stop();
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    SocketNetwork(const SocketNetwork&) = delete;
    SocketNetwork& operator=(const SocketNetwork&) = delete;

    Result<void> start() {
        error_code failure;
        if (shared_.terms.authorities.empty()) {
            static_cast<void>(shared_.tls.set_default_verify_paths(failure));
        } else {
            static_cast<void>(shared_.tls.load_verify_file(shared_.terms.authorities.string(), failure));
        }
        if (failure) {
            return fail(ErrorCode::io_failure, "{}: trusted authorities cannot be read: {}",
                        shared_.terms.authorities.string(), failure.message());
        }
        shared_.tls.set_verify_mode(asio::ssl::verify_peer);
        SSL_CTX_set_min_proto_version(shared_.tls.native_handle(), TLS1_2_VERSION);
        thread_ = std::thread([this] { shared_.io.run(); });
        return {};
    }

    Result<ChannelId> open_web_socket(const NetworkAddress& address, HttpRequest request) override {
        return open<WebSocketChannel>(address, std::move(request));
    }
    Result<ChannelId> open_stream(const NetworkAddress& address, HttpRequest request) override {
        return open<StreamChannel>(address, std::move(request));
    }
    Result<ChannelId> open_http(const NetworkAddress& address) override { return open<HttpChannel>(address); }

    Result<void> send(ChannelId id, std::string text) override {
        TRIREME_TRY_ASSIGN(const auto channel, admit(id));
        asio::post(shared_.io, [channel, sent = std::move(text)]() mutable { channel->send(std::move(sent)); });
        return {};
    }
    Result<RequestId> request(ChannelId id, HttpRequest request) override {
        TRIREME_TRY_ASSIGN(const auto channel, admit(id));
        const RequestId name(++requests_);
        asio::post(shared_.io,
                   [channel, name, asked = std::move(request)]() mutable { channel->request(name, std::move(asked)); });
        return name;
    }
    void close(ChannelId id) override {
        if (const auto found = channels_.find(id); found != channels_.end()) {
            asio::post(shared_.io, [channel = found->second] { channel->close(); });
            channels_.erase(found);
        }
    }

    bool next(NetworkEvent& event) override {
        while (shared_.inbox.take(event)) {
            if (channels_.contains(event.channel)) {
                if (std::holds_alternative<ChannelClosed>(event.what)) {
                    channels_.erase(event.channel);
                }
                return true;
            }
        }
        return false;
    }

private:
    template <template <class> class Made, class... Arguments>
    Result<ChannelId> open(const NetworkAddress& address, Arguments&&... arguments) {
        if (channels_.size() >= shared_.terms.channels_max) {
            return fail(ErrorCode::no_space, "{}: {} channels are open already", address.host, channels_.size());
        }
        const ChannelId id(++opened_);
        std::shared_ptr<Channel> channel;
        if (shared_.terms.encryption == Encryption::tls) {
            channel = std::make_shared<Made<Secure>>(shared_, id, address, std::forward<Arguments>(arguments)...);
        } else {
            channel = std::make_shared<Made<Plain>>(shared_, id, address, std::forward<Arguments>(arguments)...);
        }
        channels_.emplace(id, channel);
        asio::post(shared_.io, [channel] { channel->start(); });
        return id;
    }

    // The channel, if one more request may wait; it is counted.
    Result<std::shared_ptr<Channel>> admit(ChannelId id) {
        const auto found = channels_.find(id);
        if (found == channels_.end()) {
            return fail(ErrorCode::not_found, "the channel has ended");
        }
        if (shared_.waiting_requests >= shared_.terms.waiting_requests_max) {
            return fail(ErrorCode::no_space, "{} requests wait already", shared_.terms.waiting_requests_max);
        }
        ++shared_.waiting_requests;
        return found->second;
    }

    Shared shared_;
    std::map<ChannelId, std::shared_ptr<Channel>> channels_;
    std::uint32_t opened_ = 0;
    std::uint64_t requests_ = 0;
    asio::executor_work_guard<asio::io_context::executor_type> work_{shared_.io.get_executor()};
    std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Network>> make_socket_network(const NetworkTerms& terms, Clock& clock) {
    const bool has_times = std::min({terms.connect_timeout, terms.idle_timeout, terms.request_timeout}) > Duration();
    const bool has_room = std::min({terms.message_bytes_max, terms.answer_bytes_max, terms.waiting_messages_max,
                                    terms.waiting_bytes_max, terms.waiting_requests_max, terms.channels_max}) > 0;
    if (!has_times || !has_room) {
        return fail(ErrorCode::invalid_input, "a network's timeouts and bounds are expected to be above zero");
    }
    auto network = std::make_unique<SocketNetwork>(terms, clock);
    TRIREME_TRY(network->start());
    return network;
}

}  // namespace trireme::venues
