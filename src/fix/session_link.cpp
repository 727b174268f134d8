#include "fix/session_link.hpp"

#include <utility>

namespace trireme::fix {

SessionLink::SessionLink(const SessionTerms& terms, std::unique_ptr<SessionFile> file, std::unique_ptr<SessionLog> log,
                         LinkOwner& owner)
    : owner_(owner),
      file_(std::move(file)),
      store_(file_ ? static_cast<SessionStore*>(file_.get()) : &memory_),
      log_(std::move(log)),
      session_(terms, *store_, *this) {}

void SessionLink::misbehave(const MisbehaviourTerms& terms, Clock& clock) {
    misbehaviour_ = std::make_unique<Misbehaviour>(terms);
    clock_ = &clock;
}

void SessionLink::attach(std::shared_ptr<Connection> connection) {
    connection_ = std::move(connection);
    connection_->hand_to(*this);
    reader_.clear();
    output_.clear();
    if (misbehaviour_) {
        misbehaviour_->clear();
    }
    is_open_ = false;
    is_closing_ = false;
    was_refused_ = false;
}

void SessionLink::connection_opened(std::string_view first_bytes) {
    if (has_failed()) {
        log_->note(file_->failure());
        return lose();
    }
    is_open_ = true;
    session_.connected();
    on_bytes(first_bytes);
}

void SessionLink::on_bytes(std::string_view bytes) {
    reader_.take(bytes);
    while (const auto frame = is_closing_ ? std::nullopt : reader_.next()) {
        log_->received(*frame);
        if (!session_.received(std::string(*frame))) {
            ++counters_.unreadable;
        }
    }
    finish_turn();
}

void SessionLink::on_closed(std::string_view why) {
    log_->note(why);
    connection_.reset();
    lose();
}

void SessionLink::on_session_message(const std::string& frame) {
    if (!session_.is_logged_on()) {
        was_refused_ = true;
    }
    owner_.on_session_reject(frame);
}

void SessionLink::write(const std::string& frame) {
    log_->sent(frame);
    if (misbehaviour_) {
        misbehaviour_->pass(frame, clock_->now(), output_);
    } else {
        output_ += frame;
    }
    ++counters_.sent;
}

void SessionLink::send(const FixBody& body) { session_.send(body); }

void SessionLink::finish_turn() {
    if (!connection_) {
        return;
    }
    if (file_) {
        if (owner_.has_handed_on()) {
            file_->confirm_received();
        }
        if (const auto synced = output_.empty() ? Result<void>() : file_->sync(); !synced || file_->has_failed()) {
            log_->note(file_->failure());
            output_.clear();
            return lose();
        }
    }
    if (!output_.empty()) {
        connection_->write(std::exchange(output_, {}));
    }
    if (is_closing_) {
        lose();
    }
}

void SessionLink::lose() {
    if (auto connection = std::exchange(connection_, nullptr)) {
        connection->close();
    }
    session_.disconnected();
    output_.clear();
    owner_.on_lost(std::exchange(was_refused_, false));
}

void SessionLink::tick() {
    if (connection_ && is_open_) {
        session_.tick();
        if (misbehaviour_) {
            misbehaviour_->release(clock_->now(), output_);
        }
        finish_turn();
    }
}

void SessionLink::log_out(const std::string& reason) {
    if (connection_ && is_open_) {
        session_.log_out(reason);
        finish_turn();
    }
}

void SessionLink::drop() {
    if (connection_) {
        lose();
    }
}

void SessionLink::pause_reading(bool is_paused) {
    if (connection_) {
        connection_->pause_reading(is_paused);
    }
}

}  // namespace trireme::fix
