#include "fix/message_view.hpp"
#include "fix/session_file.hpp"
#include "fix/tests/fix_rig.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <random>
#include <set>

namespace trireme::fix {
namespace {

using testing::content_of;
using testing::order;
using testing::Rig;
using testing::TestFolder;

// Either side of a session, in a process of its own that is killed.
class Side {
public:
    explicit Side(std::function<void()> run) : run_(std::move(run)) { start(); }
    ~Side() { kill(); }
    Side(const Side&) = delete;
    Side& operator=(const Side&) = delete;

    void start() {
        process_ = ::fork();
        if (process_ == 0) {
            run_();
            ::_exit(0);
        }
    }
    void kill() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }

private:
    std::function<void()> run_;
    pid_t process_ = 0;
};

void serve(Rig& rig) {
    rig.start_server();
    while (true) {
        std::this_thread::sleep_for(std::chrono::seconds(1));
    }
}

// Sends orders and writes down what was told, each before the session may count it as received.
void trade(Rig& rig, const std::filesystem::path& told, int run) {
    std::ofstream file(told, std::ios::app);
    rig.heard.executions = &file;
    rig.start_client();
    for (int number = 0;; ++number) {
        const LpOrder market = order(fmt::format("r{}n{}", run, number), LpOrderType::market);
        static_cast<void>(rig.lp->send(market, rig.clock.now()));
        rig.wait([] { return false; }, std::chrono::milliseconds(2));
    }
}

std::set<std::string> executions_in(const std::vector<std::string>& frames) {
    std::set<std::string> executions;
    for (const std::string& frame : frames) {
        MessageView message;
        EXPECT_TRUE(message.read(frame));
        if (message.text(150) == "F") {
            executions.emplace(message.text(17));
        }
    }
    return executions;
}

TEST(FixKill, NumbersAndMessagesAgreeAfterKillsOfEitherSide) {
    const char* const wanted = std::getenv("TRIREME_FIX_KILLS");
    const int kills = wanted != nullptr ? std::atoi(wanted) : 20;
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937_64 random(seed);
    Rig rig;
    // A port that is free now; the server takes it again after each kill.
    rig.start_server();
    rig.server.reset();
    const auto told = rig.folder.path / "told";
    int run = 0;
    {
        Side server([&] { serve(rig); });
        Side client([&] { trade(rig, told, run); });
        for (int kill = 0; kill < kills; ++kill) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100 + random() % 200));
            Side& killed = random() % 2 == 0 ? server : client;
            killed.kill();
            ++run;
            killed.start();
        }
        std::this_thread::sleep_for(std::chrono::seconds(1));
    }
    // Both once more, to catch up in peace.
    rig.start();
    rig.wait([] { return false; }, std::chrono::seconds(2));
    rig.lp.reset();
    rig.server.reset();

    const auto client = *SessionFile::open(rig.folder.path / "client/lp.orders.session");
    const auto server = *SessionFile::open(rig.folder.path / "LP-US_T.session");
    EXPECT_EQ(client->next_sent(), server->next_received());
    // Nobody waits for the answer to the last logout.
    EXPECT_GE(server->next_sent(), client->next_received());
    EXPECT_LE(server->next_sent(), client->next_received() + 1);
    std::set<std::string> heard;
    for (const LpReport& report : rig.heard.reports) {
        heard.emplace(report.execution.view());
    }
    std::istringstream lines(content_of(told));
    for (std::string line; std::getline(lines, line);) {
        heard.insert(line);
    }
    heard.erase("");
    const std::set<std::string> said = executions_in(server->all_sent());
    EXPECT_GT(said.size(), static_cast<std::size_t>(kills));
    EXPECT_EQ(heard, said);
    const std::string log = rig.logs() + content_of(rig.folder.path / "LP-US_T.log");
    EXPECT_EQ(log.find("MsgSeqNum too low"), std::string::npos);
}

}  // namespace
}  // namespace trireme::fix
