#pragma once

#include "base/result.hpp"
#include "fix/quickfix_session.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace trireme::fix {

// A session's numbers and sent messages in a file that is only appended to, each record with a checksum.
//
// What `keep_sent` and `set_next_sent` took is durable when `sync` has returned, so one sync serves all that is sent in
// one go. Messages that would never be sent again are counted and not kept. The number received needs no sync: where it
// is lost it is lower, and the counterparty sends again what we had. Owned by the session's thread.
class SessionFile final : public SessionStore {
public:
    // Makes the file where there is none. A record cut short by a crash, at the end, is taken away. Errors: corrupt,
    // with the offset, for damage elsewhere; conflict while another process has the file.
    [[nodiscard]] static Result<std::unique_ptr<SessionFile>> open(const std::filesystem::path& path);
    ~SessionFile() override;
    SessionFile(const SessionFile&) = delete;
    SessionFile& operator=(const SessionFile&) = delete;

    // A failed write or sync is for good: what the disk holds is not known any more.
    [[nodiscard]] Result<void> sync();
    // Writes down how far messages were received. Called when what came has been handed on: what a crash takes before,
    // the counterparty sends again. False after a failure.
    bool confirm_received();
    [[nodiscard]] bool has_failed() const { return !failure_.empty(); }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    // What is kept, in order.
    [[nodiscard]] std::vector<std::string> all_sent() const;

    std::uint32_t next_sent() const override { return next_sent_; }
    std::uint32_t next_received() const override { return next_received_; }
    bool keep_sent(std::uint32_t number, const std::string& frame) override;
    bool set_next_sent(std::uint32_t number) override;
    bool set_next_received(std::uint32_t number) override;
    bool sent_between(std::uint32_t first, std::uint32_t last, std::vector<std::string>& frames) const override;
    bool reset() override;

private:
    enum class RecordKind : std::uint8_t { sent = 1, next_sent, next_received, reset };

    SessionFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    [[nodiscard]] Result<void> read_all();
    [[nodiscard]] Result<std::size_t> read_record(std::string_view content, std::size_t offset);
    void take(RecordKind kind, std::uint32_t number, std::string_view frame);
    bool append(RecordKind kind, std::uint32_t number, std::string_view frame);
    bool fail_for_good(std::string_view doing);

    std::filesystem::path path_;
    int descriptor_;
    std::uint32_t next_sent_ = 1;
    std::uint32_t next_received_ = 1;
    std::uint32_t confirmed_received_ = 1;
    std::map<std::uint32_t, std::string> sent_;
    bool has_unsynced_ = false;
    std::string failure_;
};

// The same for sessions that begin anew with each logon and in which nothing is worth sending again: market data.
class SessionMemory final : public SessionStore {
public:
    std::uint32_t next_sent() const override { return next_sent_; }
    std::uint32_t next_received() const override { return next_received_; }
    bool keep_sent(std::uint32_t, const std::string&) override { return true; }
    bool set_next_sent(std::uint32_t number) override {
        next_sent_ = number;
        return true;
    }
    bool set_next_received(std::uint32_t number) override {
        next_received_ = number;
        return true;
    }
    bool sent_between(std::uint32_t, std::uint32_t, std::vector<std::string>&) const override { return true; }
    bool reset() override {
        next_sent_ = 1;
        next_received_ = 1;
        return true;
    }

private:
    std::uint32_t next_sent_ = 1;
    std::uint32_t next_received_ = 1;
};

}  // namespace trireme::fix
