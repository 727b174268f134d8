#include "fix/connection.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace trireme::fix {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// For what was written before a close, such as a logout that says why.
constexpr std::chrono::milliseconds closing_at_most{500};

}  // namespace

std::shared_ptr<Connection> Connection::create(asio::io_context& io, asio::ssl::context* tls,
                                               ConnectionEvents& events) {
    return std::shared_ptr<Connection>(new Connection(io, tls, events));
}

Connection::Connection(asio::io_context& io, asio::ssl::context* tls, ConnectionEvents& events)
    : uses_tls_(tls != nullptr),
      plain_context_(asio::ssl::context::tls),
      stream_(io, tls != nullptr ? *tls : plain_context_),
      resolver_(io),
      deadline_(io),
      events_(&events) {}

void Connection::connect(const std::string& host, std::uint16_t port) {
    host_ = host;
    deadline_.expires_after(std::chrono::nanoseconds(limits_.opening.nanoseconds()));
    deadline_.async_wait([self = shared_from_this()](error_code error) {
        if (!error && !self->is_open_) {
            self->fail("connect", "not within the time allowed");
        }
    });
    resolver_.async_resolve(
        host, fmt::format("{}", port), [self = shared_from_this()](error_code error, const auto& found) {
            if (error) {
                return self->fail("find the host", error.message());
            }
            asio::async_connect(self->stream_.next_layer(), found, [self](error_code failure, const auto&) {
                if (failure) {
                    return self->fail("connect", failure.message());
                }
                self->connected();
            });
        });
}

void Connection::take(Socket socket) {
    is_client_ = false;
    stream_.next_layer() = std::move(socket);
    connected();
}

void Connection::connected() {
    if (events_ == nullptr) {
        return finish();
    }
    error_code ignored;
    static_cast<void>(stream_.next_layer().set_option(asio::ip::tcp::no_delay(true), ignored));
    if (!uses_tls_) {
        return opened();
    }
    if (is_client_) {
        SSL_set_tlsext_host_name(stream_.native_handle(), host_.c_str());
        static_cast<void>(stream_.set_verify_callback(asio::ssl::host_name_verification(host_), ignored));
    }
    stream_.async_handshake(is_client_ ? asio::ssl::stream_base::client : asio::ssl::stream_base::server,
                            [self = shared_from_this()](error_code error) {
                                if (error) {
                                    return self->fail("agree on TLS", error.message());
                                }
                                self->opened();
                            });
}

void Connection::opened() {
    if (events_ == nullptr) {
        return finish();
    }
    is_open_ = true;
    deadline_.cancel();
    read();
    events_->on_open();
}

template <class Handler>
void Connection::read_some(Handler handler) {
    if (uses_tls_) {
        stream_.async_read_some(asio::buffer(bytes_), std::move(handler));
    } else {
        stream_.next_layer().async_read_some(asio::buffer(bytes_), std::move(handler));
    }
}

template <class Handler>
void Connection::write_some(Handler handler) {
    if (uses_tls_) {
        asio::async_write(stream_, asio::buffer(sending_), std::move(handler));
    } else {
        asio::async_write(stream_.next_layer(), asio::buffer(sending_), std::move(handler));
    }
}

void Connection::read() {
    if (is_reading_ || is_paused_ || events_ == nullptr) {
        return;
    }
    is_reading_ = true;
    read_some([self = shared_from_this()](error_code error, std::size_t count) {
        self->is_reading_ = false;
        if (error) {
            return self->fail("read", error.message());
        }
        if (self->events_ != nullptr) {
            self->events_->on_bytes(std::string_view(self->bytes_.data(), count));
            self->read();
        }
    });
}

void Connection::pause_reading(bool is_paused) {
    is_paused_ = is_paused;
    read();
}

void Connection::write(std::string_view bytes) {
    if (events_ == nullptr) {
        return;
    }
    if (waiting_.size() + sending_.size() + bytes.size() > limits_.unsent_bytes) {
        return fail("write", fmt::format("more than {} bytes wait for the peer to read", limits_.unsent_bytes));
    }
    waiting_ += bytes;
    send();
}

void Connection::send() {
    if (is_sending_ || waiting_.empty() || !is_open_) {
        return;
    }
    sending_.clear();
    std::swap(sending_, waiting_);
    is_sending_ = true;
    write_some([self = shared_from_this()](error_code error, std::size_t) {
        self->is_sending_ = false;
        self->sending_.clear();
        if (error) {
            return self->fail("write", error.message());
        }
        self->send();
        if (self->events_ == nullptr && !self->is_sending_) {
            self->finish();
        }
    });
}

void Connection::close() {
    events_ = nullptr;
    if (!is_sending_) {
        return finish();
    }
    deadline_.expires_after(closing_at_most);
    deadline_.async_wait([self = shared_from_this()](error_code) { self->finish(); });
}

void Connection::finish() {
    error_code ignored;
    resolver_.cancel();
    deadline_.cancel();
    static_cast<void>(stream_.next_layer().shutdown(Socket::shutdown_both, ignored));
    static_cast<void>(stream_.next_layer().close(ignored));
}

// Tells in a turn of its own, because whoever writes may be in the middle of something.
void Connection::fail(std::string_view doing, const std::string& why) {
    finish();
    asio::post(stream_.get_executor(), [self = shared_from_this(), text = fmt::format("cannot {}: {}", doing, why)] {
        if (self->events_ != nullptr) {
            std::exchange(self->events_, nullptr)->on_closed(text);
        }
    });
}

}  // namespace trireme::fix
