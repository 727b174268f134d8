#include "fix/server_session.hpp"

#include "fix/tags.hpp"

namespace trireme::fix {

Result<std::unique_ptr<ServerSession>> ServerSession::create(const FixServerTerms& terms, const std::string& client,
                                                             Clock& clock, ServerSessionUser& user) {
    std::unique_ptr<ServerSession> session(new ServerSession(terms, user));
    const std::string name = fmt::format("{}-{}", terms.comp_id, client);
    TRIREME_TRY_ASSIGN(auto file, SessionFile::open(terms.folder / (name + ".session")));
    TRIREME_TRY_ASSIGN(auto log, SessionLog::open(terms.folder / (name + ".log"), clock));
    SessionTerms session_terms;
    session_terms.initiates = false;
    session_terms.sender_comp_id = terms.comp_id;
    session_terms.target_comp_id = client;
    session->link_ = std::make_unique<SessionLink>(session_terms, std::move(file), std::move(log), *session);
    session->link_->misbehave(terms.misbehaviour, clock);
    return session;
}

bool ServerSession::accepts_logon(std::string_view frame) {
    return terms_.username.empty() || (message_.read(frame) && message_.text(tag::username) == terms_.username &&
                                       message_.text(tag::password) == terms_.password.reveal());
}

void ServerSession::on_message(std::string_view frame) {
    if (const auto read = message_.read(frame); !read) {
        return link_->note(read.error().message);
    }
    user_.on_request(*this, message_);
}

}  // namespace trireme::fix
