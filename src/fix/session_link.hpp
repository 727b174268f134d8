#pragma once

#include "fix/connection.hpp"
#include "fix/frame_reader.hpp"
#include "fix/misbehaviour.hpp"
#include "fix/quickfix_session.hpp"
#include "fix/session_file.hpp"
#include "fix/session_log.hpp"
#include "ports/clock.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::fix {

// Who uses a session. Called on the session's thread.
class LinkOwner {
public:
    virtual ~LinkOwner() = default;
    virtual void on_logged_on() = 0;
    // The connection is gone. `was_refused`: the counterparty ended it before it was logged on.
    virtual void on_lost(bool was_refused) = 0;
    virtual void on_message(std::string_view frame) = 0;
    virtual void on_session_reject(std::string_view frame) = 0;
    [[nodiscard]] virtual bool accepts_logon(std::string_view frame) = 0;
    [[nodiscard]] virtual bool may_resend(std::string_view type, std::int64_t sent_seconds_since_1970) = 0;
    // Whether all that `on_message` was given is with whoever acts on it, so that it need not come again after a crash.
    [[nodiscard]] virtual bool has_handed_on() const = 0;
};

// One session over its connections: frames in and out, QuickFIX's rules between, durable before anything is written.
class SessionLink final : public SessionEvents, public ConnectionEvents {
public:
    // `file` may be null: then the session begins anew with each logon and remembers nothing. `owner` outlives it.
    SessionLink(const SessionTerms& terms, std::unique_ptr<SessionFile> file, std::unique_ptr<SessionLog> log,
                LinkOwner& owner);
    // From now on what goes out goes wrong as `misbehaviour` has it.
    void misbehave(const MisbehaviourTerms& terms, Clock& clock);

    // A connection that opens or has opened. An accepted one brings bytes that were read already.
    void attach(std::shared_ptr<Connection> connection);
    void connection_opened(std::string_view first_bytes);
    [[nodiscard]] bool has_connection() const { return connection_ != nullptr; }
    [[nodiscard]] bool is_logged_on() const { return session_.is_logged_on(); }
    [[nodiscard]] bool has_failed() const { return file_ && file_->has_failed(); }
    void send(const FixBody& body);
    // Ends a turn: what was sent is synced and written. Needed after `send`; the other calls do it themselves.
    void finish_turn();
    void tick();
    void log_out(const std::string& reason);
    void drop();
    void pause_reading(bool is_paused);
    void note(std::string_view text) { log_->note(text); }

    struct Counters {
        std::uint64_t unreadable = 0;  // frames that QuickFIX could not read
        std::uint64_t sent = 0;
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }
    [[nodiscard]] const FrameReader::Counters& frame_counters() const { return reader_.counters(); }
    // Null without a file.
    [[nodiscard]] const SessionFile* file() const { return file_.get(); }
    [[nodiscard]] SessionStore& store() { return *store_; }

    void on_open() override { connection_opened({}); }
    void on_bytes(std::string_view bytes) override;
    void on_closed(std::string_view why) override;

    void on_logged_on() override { owner_.on_logged_on(); }
    void on_logged_off() override {}
    void on_message(const std::string& frame) override { owner_.on_message(frame); }
    void on_session_message(const std::string& frame) override;
    bool may_resend(const std::string& type, std::int64_t sent) override { return owner_.may_resend(type, sent); }
    bool accepts_logon(const std::string& frame) override { return owner_.accepts_logon(frame); }
    void write(const std::string& frame) override;
    void close() override { is_closing_ = true; }
    void on_note(const std::string& text) override { log_->note(text); }

private:
    void lose();

    LinkOwner& owner_;
    std::unique_ptr<SessionFile> file_;
    SessionMemory memory_;
    SessionStore* store_;
    std::unique_ptr<SessionLog> log_;
    FrameReader reader_;
    Counters counters_{};
    std::string output_;
    std::unique_ptr<Misbehaviour> misbehaviour_;
    Clock* clock_ = nullptr;  // of the misbehaviour
    bool is_open_ = false;    // the connection: until then QuickFIX must not be asked what is due
    bool is_closing_ = false;
    bool was_refused_ = false;
    std::shared_ptr<Connection> connection_;
    QuickfixSession session_;
};

}  // namespace trireme::fix
