#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// The one door to QuickFIX. This header is plain C++14, because QuickFIX's own do not compile as anything later; it
// uses nothing of ours, and nobody but its source sees QuickFIX.
namespace trireme {
namespace fix {

struct FixField {
    int tag = 0;
    std::string value;
};

// A repeating group: the field that counts, and its entries, each of which begins with the same field.
struct FixGroup {
    int count_tag = 0;
    std::vector<std::vector<FixField>> entries;
};

// The body of a message; the session adds header and trailer.
struct FixBody {
    std::string type;  // MsgType (35)
    std::vector<FixField> fields;
    std::vector<FixGroup> groups;
};

// Where a session keeps its numbers and what it sent. A call that fails returns false, and the session then sends and
// takes nothing more.
class SessionStore {
public:
    virtual ~SessionStore() = default;

    virtual std::uint32_t next_sent() const = 0;      // number of the next message to the counterparty
    virtual std::uint32_t next_received() const = 0;  // number expected from it
    // Keeps message `number`, a whole frame. Durable only after the caller's own sync, which comes before the socket.
    virtual bool keep_sent(std::uint32_t number, const std::string& frame) = 0;
    virtual bool set_next_sent(std::uint32_t number) = 0;
    virtual bool set_next_received(std::uint32_t number) = 0;
    // Appends the frames that are kept of numbers `first` to `last`, in order.
    virtual bool sent_between(std::uint32_t first, std::uint32_t last, std::vector<std::string>& frames) const = 0;
    // Both numbers are 1 again and no frame is kept.
    virtual bool reset() = 0;
};

// What a session tells, on the thread that calls it.
class SessionEvents {
public:
    virtual ~SessionEvents() = default;

    virtual void on_logged_on() = 0;
    virtual void on_logged_off() = 0;
    // A message of the application in sequence, never one that came before. `frame` is what came from the socket.
    virtual void on_message(const std::string& frame) = 0;
    // The counterparty ends or refuses the session, or rejects a message (35=3); `frame` says why.
    virtual void on_session_message(const std::string& frame) = 0;
    // Whether a message that was sent before and is asked for again may go out; else a gap takes its place.
    virtual bool may_resend(const std::string& type, std::int64_t sent_seconds_since_1970) = 0;
    // Whether a counterparty that begins a session may. It is told why not, but not more than that.
    virtual bool accepts_logon(const std::string& frame) = 0;
    virtual void write(const std::string& frame) = 0;
    virtual void close() = 0;
    virtual void on_note(const std::string& text) = 0;
};

struct SessionTerms {
    bool initiates = true;
    std::string sender_comp_id, sender_sub_id;
    std::string target_comp_id, target_sub_id;
    int heartbeat_seconds = 30;
    bool resets_on_logon = false;  // both sides begin at 1 with each logon
    std::vector<FixField> logon_fields;
};

// QuickFIX's session layer (logon, heartbeats, sequence numbers, resending, gap fill) without its sockets and files.
// One thread uses it; `store` and `events` outlive it.
class QuickfixSession {
public:
    QuickfixSession(const SessionTerms& terms, SessionStore& store, SessionEvents& events);
    ~QuickfixSession();
    QuickfixSession(const QuickfixSession&) = delete;
    QuickfixSession& operator=(const QuickfixSession&) = delete;

    // The transport is there: an initiator sends its logon.
    void connected();
    // The transport is gone.
    void disconnected();
    // A frame with a right length and checksum. False if QuickFIX could not read it; then nothing changed.
    bool received(const std::string& frame);
    // To be called once a second or more often: heartbeats, test requests, time-outs.
    void tick();
    // False unless the session is logged on and the message was kept.
    bool send(const FixBody& body);
    void log_out(const std::string& reason);
    bool is_logged_on() const;

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

// The same by QuickFIX alone, to be measured against: reads a frame and returns how many fields its body has.
std::size_t quickfix_parse(const std::string& frame);

}  // namespace fix
}  // namespace trireme
