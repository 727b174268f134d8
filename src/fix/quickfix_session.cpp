#include "fix/quickfix_session.hpp"

#include <quickfix/Session.h>

#include <cstdlib>
#include <map>
#include <set>
#include <stdexcept>

namespace trireme {
namespace fix {
namespace {

constexpr std::size_t early_frames_max = 10000;

// SessionStore in the form that QuickFIX wants.
class StoreOfQuickfix final : public FIX::MessageStore {
public:
    explicit StoreOfQuickfix(SessionStore& store) : store_(store) {}

    bool set(int number, const std::string& frame) throw(FIX::IOException) override {
        require(store_.keep_sent(static_cast<std::uint32_t>(number), frame));
        return true;
    }
    void get(int first, int last, std::vector<std::string>& frames) const throw(FIX::IOException) override {
        require(store_.sent_between(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last), frames));
    }
    int getNextSenderMsgSeqNum() const throw(FIX::IOException) override { return static_cast<int>(store_.next_sent()); }
    int getNextTargetMsgSeqNum() const throw(FIX::IOException) override {
        return static_cast<int>(store_.next_received());
    }
    void setNextSenderMsgSeqNum(int number) throw(FIX::IOException) override {
        require(store_.set_next_sent(static_cast<std::uint32_t>(number)));
    }
    void setNextTargetMsgSeqNum(int number) throw(FIX::IOException) override {
        require(store_.set_next_received(static_cast<std::uint32_t>(number)));
    }
    void incrNextSenderMsgSeqNum() throw(FIX::IOException) override {
        require(store_.set_next_sent(store_.next_sent() + 1));
    }
    void incrNextTargetMsgSeqNum() throw(FIX::IOException) override {
        require(store_.set_next_received(store_.next_received() + 1));
    }
    // QuickFIX begins a session anew when it was created on another day than that of the moment it is told. Ours begin
    // anew by logon only, so both are the same moment.
    FIX::UtcTimeStamp getCreationTime() const throw(FIX::IOException) override { return moment_; }
    void stand_at(const FIX::UtcTimeStamp& moment) { moment_ = moment; }
    void reset() throw(FIX::IOException) override { require(store_.reset()); }
    void refresh() throw(FIX::IOException) override {}

private:
    static void require(bool is_done) {
        if (!is_done) {
            throw FIX::IOException("the session's store has failed");
        }
    }

    SessionStore& store_;
    FIX::UtcTimeStamp moment_;
};

// Hands out the one store, and keeps it.
class StoreFactory final : public FIX::MessageStoreFactory {
public:
    explicit StoreFactory(SessionStore& store) : store_(store) {}
    FIX::MessageStore* create(const FIX::SessionID&) override { return &store_; }
    void destroy(FIX::MessageStore*) override {}
    const FIX::UtcTimeStamp& stand_at_now() {
        now_.setCurrent();
        store_.stand_at(now_);
        return now_;
    }

private:
    StoreOfQuickfix store_;
    FIX::UtcTimeStamp now_;
};

class NotesOfQuickfix final : public FIX::Log {
public:
    explicit NotesOfQuickfix(SessionEvents& events) : events_(events) {}
    void clear() override {}
    void backup() override {}
    void onIncoming(const std::string&) override {}
    void onOutgoing(const std::string&) override {}
    void onEvent(const std::string& text) override { events_.on_note(text); }

private:
    SessionEvents& events_;
};

class NotesFactory final : public FIX::LogFactory {
public:
    explicit NotesFactory(SessionEvents& events) : events_(events) {}
    FIX::Log* create() override { return new NotesOfQuickfix(events_); }
    FIX::Log* create(const FIX::SessionID&) override { return new NotesOfQuickfix(events_); }
    void destroy(FIX::Log* log) override { delete log; }

private:
    SessionEvents& events_;
};

// Parties (453) are the only group in messages that are sent again. Without knowing it, QuickFIX would sort its fields.
FIX::DataDictionaryProvider groups_sent_again() {
    FIX::DataDictionary party;
    for (const int tag : {448, 447, 452}) {
        party.addField(tag);
    }
    ptr::shared_ptr<FIX::DataDictionary> dictionary(new FIX::DataDictionary());
    for (const char* const type : {"D", "F", "G"}) {
        dictionary->addGroup(type, 453, 448, party);
    }
    FIX::DataDictionaryProvider provider;
    provider.addTransportDataDictionary(FIX::BeginString("FIX.4.4"), dictionary);
    return provider;
}

FIX::Group group_of(int count_tag, const std::vector<FixField>& entry) {
    std::vector<int> order;
    for (const FixField& field : entry) {
        order.push_back(field.tag);
    }
    order.push_back(0);
    FIX::Group group(count_tag, entry.front().tag, order.data());
    for (const FixField& field : entry) {
        group.setField(field.tag, field.value);
    }
    return group;
}

std::uint32_t sequence_in(const std::string& frame) {
    const std::size_t found = frame.find("\00134=");
    return found == std::string::npos
               ? 0
               : static_cast<std::uint32_t>(std::strtoul(frame.c_str() + found + 4, nullptr, 10));
}

// A field at the begin of `rest`, with its end.
std::string next_field(const std::string& frame, std::size_t begin) {
    const std::size_t end = frame.find('\001', begin);
    return end == std::string::npos ? std::string() : frame.substr(begin, end + 1 - begin);
}

bool is_of_session(const std::string& type) {
    return type.size() == 1 && std::string("012345A").find(type[0]) != std::string::npos;
}

bool is_of_header(int tag) {
    static const std::set<int> tags{34,  35,  43,  49,  50,  52,  56,  57,  97,  115,
                                    116, 122, 128, 129, 142, 143, 144, 145, 347, 369};
    return tags.count(tag) != 0;
}

// An application's message without its body, which is all that a session's rules are about. QuickFIX would read the
// body without knowing its groups, and take their fields for repeated ones. Messages of the session stay as they are.
std::string envelope_of(const std::string& frame) {
    std::size_t begin = next_field(frame, 0).size();
    begin += next_field(frame, begin).size();
    std::string header;
    while (true) {
        const std::string field = next_field(frame, begin);
        const int tag = std::atoi(field.c_str());
        if (tag == 35 && is_of_session(field.substr(3, field.size() - 4))) {
            return frame;
        }
        if (!is_of_header(tag)) {
            break;
        }
        header += field;
        begin += field.size();
    }
    std::string envelope = "8=FIX.4.4\0019=" + std::to_string(header.size()) + '\001' + header;
    unsigned sum = 0;
    for (const char byte : envelope) {
        sum += static_cast<unsigned char>(byte);
    }
    const std::string digits = std::to_string(1000 + sum % 256).substr(1);
    return envelope + "10=" + digits + '\001';
}

std::string type_of(const FIX::Message& message) {
    FIX::MsgType type;
    message.getHeader().getField(type);
    return type.getValue();
}

}  // namespace

class QuickfixSession::Inside final : public FIX::Application, public FIX::Responder {
public:
    Inside(const SessionTerms& terms, SessionStore& store, SessionEvents& events)
        : terms_(terms),
          store_(store),
          events_(events),
          stores_(store),
          notes_(events),
          session_(*this, stores_, FIX::SessionID("FIX.4.4", terms.sender_comp_id, terms.target_comp_id, qualifier()),
                   groups_sent_again(), FIX::TimeRange(FIX::UtcTimeOnly(0, 0, 0), FIX::UtcTimeOnly(0, 0, 0)),
                   terms.initiates ? terms.heartbeat_seconds : 0, &notes_) {
        session_.setResetOnLogon(terms.resets_on_logon);
        session_.setTimestampPrecision(3);
        session_.setResponder(nullptr);
    }

    void onCreate(const FIX::SessionID&) override {}
    void onLogon(const FIX::SessionID&) override { events_.on_logged_on(); }
    void onLogout(const FIX::SessionID&) override { events_.on_logged_off(); }
    void toAdmin(FIX::Message& message, const FIX::SessionID&) override {
        if (type_of(message) == "A") {
            for (const FixField& field : terms_.logon_fields) {
                message.setField(field.tag, field.value);
            }
        }
        add_sub_ids(message);
    }
    void toApp(FIX::Message& message, const FIX::SessionID&) throw(FIX::DoNotSend) override {
        add_sub_ids(message);
        FIX::PossDupFlag is_again(false);
        FIX::OrigSendingTime sent;
        if (message.getHeader().getFieldIfSet(is_again) && is_again && message.getHeader().getFieldIfSet(sent) &&
            !events_.may_resend(type_of(message), sent.getValue().getTimeT())) {
            throw FIX::DoNotSend();
        }
    }
    void fromAdmin(const FIX::Message& message,
                   const FIX::SessionID&) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue,
                                                FIX::RejectLogon) override {
        const std::string type = type_of(message);
        if (type == "3" || type == "5") {
            events_.on_session_message(message.toString());
        }
        if (type == "A" && !terms_.initiates && !events_.accepts_logon(message.toString())) {
            throw FIX::RejectLogon("not admitted");
        }
    }
    void fromApp(const FIX::Message& message, const FIX::SessionID&) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                           FIX::IncorrectTagValue,
                                                                           FIX::UnsupportedMessageType) override {
        FIX::MsgSeqNum number;
        message.getHeader().getField(number);
        const auto early = early_frames_.find(static_cast<std::uint32_t>(number.getValue()));
        if (early != early_frames_.end()) {
            const std::string frame = early->second;
            early_frames_.erase(early);
            events_.on_message(frame);
        } else {
            events_.on_message(current_frame_);
        }
    }

    bool send(const std::string& frame) override {
        events_.write(frame);
        return true;
    }
    void disconnect() override { events_.close(); }

    void attach() {
        stores_.stand_at_now();
        session_.logon();
        session_.setResponder(this);
        tick();
    }
    void detach() {
        early_frames_.clear();
        session_.disconnect();
    }
    void tick() { session_.next(stores_.stand_at_now()); }
    bool receive(const std::string& frame) {
        // QuickFIX keeps the envelope of a message that comes too early, and we the message.
        const std::uint32_t number = sequence_in(frame);
        if (number > store_.next_received()) {
            if (early_frames_.size() == early_frames_max) {
                events_.on_note("too many messages after a gap");
                session_.disconnect();
                return true;
            }
            early_frames_[number] = frame;
        } else {
            early_frames_.erase(number);
        }
        current_frame_ = frame;
        try {
            session_.next(envelope_of(frame), stores_.stand_at_now());
        } catch (const std::exception& failure) {
            events_.on_note(failure.what());
            return false;
        }
        return true;
    }
    FIX::Session& session() { return session_; }

private:
    // QuickFIX keeps a table of all sessions of a process, in which each has a name of its own.
    static std::string qualifier() {
        static std::uint64_t made = 0;
        return std::to_string(__sync_add_and_fetch(&made, 1));
    }
    void add_sub_ids(FIX::Message& message) const {
        if (!terms_.sender_sub_id.empty()) {
            message.getHeader().setField(FIX::SenderSubID(terms_.sender_sub_id));
        }
        if (!terms_.target_sub_id.empty()) {
            message.getHeader().setField(FIX::TargetSubID(terms_.target_sub_id));
        }
    }

    SessionTerms terms_;
    SessionStore& store_;
    SessionEvents& events_;
    StoreFactory stores_;
    NotesFactory notes_;
    std::string current_frame_;
    std::map<std::uint32_t, std::string> early_frames_;
    FIX::Session session_;
};

QuickfixSession::QuickfixSession(const SessionTerms& terms, SessionStore& store, SessionEvents& events)
    : inside_(new Inside(terms, store, events)) {}

QuickfixSession::~QuickfixSession() = default;

void QuickfixSession::connected() { inside_->attach(); }

void QuickfixSession::disconnected() { inside_->detach(); }

bool QuickfixSession::received(const std::string& frame) { return inside_->receive(frame); }

void QuickfixSession::tick() { inside_->tick(); }

bool QuickfixSession::send(const FixBody& body) {
    if (!is_logged_on()) {
        return false;
    }
    FIX::Message message;
    message.getHeader().setField(FIX::MsgType(body.type));
    for (const FixField& field : body.fields) {
        message.setField(field.tag, field.value);
    }
    for (const FixGroup& group : body.groups) {
        for (const std::vector<FixField>& entry : group.entries) {
            message.addGroup(group_of(group.count_tag, entry));
        }
    }
    return inside_->session().send(message);
}

void QuickfixSession::log_out(const std::string& reason) {
    inside_->session().logout(reason);
    inside_->tick();
}

bool QuickfixSession::is_logged_on() const { return inside_->session().isLoggedOn(); }

std::size_t quickfix_parse(const std::string& frame) {
    const FIX::Message message(frame);
    return static_cast<std::size_t>(message.totalFields());
}

}  // namespace fix
}  // namespace trireme
