#pragma once

#include "base/timestamp.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace trireme::fix {

// Who is told about a connection, on the thread that runs its io_context.
class ConnectionEvents {
public:
    virtual ~ConnectionEvents() = default;
    virtual void on_open() = 0;
    virtual void on_bytes(std::string_view bytes) = 0;
    // It never opened, broke, or was ended by the other side. Not called after `close`.
    virtual void on_closed(std::string_view why) = 0;
};

// A TCP connection, with TLS or without. Lives as long as work of its own is under way; after `close` it tells nothing.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    struct Limits {
        Duration opening = Duration::seconds(10);         // name, connection and TLS in all
        std::size_t unsent_bytes = std::size_t{8} << 20;  // a peer that leaves more unread is cut off
    };

    // `tls` may be null: then bytes go as they are.
    static std::shared_ptr<Connection> create(boost::asio::io_context& io, boost::asio::ssl::context* tls,
                                              ConnectionEvents& events);

    void connect(const std::string& host, std::uint16_t port);
    void take(boost::asio::ip::tcp::socket socket);  // one that was accepted
    void write(std::string_view bytes);
    // Nothing is read while paused, so that the peer waits.
    void pause_reading(bool is_paused);
    // What was written before still goes out, if the peer takes it within a moment.
    void close();
    // From now on another one is told.
    void hand_to(ConnectionEvents& events) { events_ = &events; }

private:
    Connection(boost::asio::io_context& io, boost::asio::ssl::context* tls, ConnectionEvents& events);
    void connected();
    void opened();
    void read();
    void send();
    void finish();
    void fail(std::string_view doing, const std::string& why);
    template <class Handler>
    void read_some(Handler handler);
    template <class Handler>
    void write_some(Handler handler);

    using Socket = boost::asio::ip::tcp::socket;

    Limits limits_{};
    bool is_client_ = true;
    bool uses_tls_;
    boost::asio::ssl::context plain_context_;  // of the stream whose socket is used without TLS
    boost::asio::ssl::stream<Socket> stream_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::steady_timer deadline_;
    ConnectionEvents* events_;  // null: closed
    std::string host_;
    std::string waiting_;  // behind what is under way
    std::string sending_;
    bool is_open_ = false;
    bool is_sending_ = false;
    bool is_reading_ = false;
    bool is_paused_ = false;
    std::array<char, 65'536> bytes_{};
};

}  // namespace trireme::fix
