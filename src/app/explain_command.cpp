#include "app/command_line.hpp"
#include "app/data_folder.hpp"
#include "app/journal_view.hpp"
#include "codec/bytes.hpp"
#include "codec/json.hpp"
#include "explain/explainer.hpp"
#include "journal/log_reader.hpp"
#include "runtime/event_reader.hpp"

#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>

namespace trireme::app {
namespace {

using journal::LogKind;

// Shows the explainer every event that the log holds, oldest first.
Result<void> read_events(journal::Storage& storage, explain::Explainer& explainer) {
    TRIREME_TRY_ASSIGN(const auto oldest, journal::oldest_sequence(storage, LogKind::events));
    TRIREME_TRY_ASSIGN(const std::uint64_t last, last_readable_event(storage));
    if (!oldest || *oldest > last) {
        return {};
    }
    TRIREME_TRY_ASSIGN(auto reader, runtime::EventReader::open(storage, *oldest));
    explain::LoggedEvent logged;
    for (;;) {
        TRIREME_TRY_ASSIGN(const auto event, reader.next(last));
        if (!event) {
            return {};
        }
        logged.sequence = EventSequence(event->sequence);
        logged.command = CommandSequence(event->command_sequence);
        logged.time = event->time;
        if (auto decoded = codec::decode_into(logged.event, event->body); !decoded) {
            return fail_with_context(std::move(decoded), fmt::format("reading event {}", event->sequence));
        }
        explainer.on_event(logged);
    }
}

Result<explain::Explanation> explanation_of(const std::string& folder, const explain::Question& question) {
    TRIREME_TRY_ASSIGN(const auto storage, open_existing_journal(folder));
    explain::Explainer explainer(question);
    TRIREME_TRY(read_events(*storage, explainer));
    return explainer.explain();
}

struct ExplainOptions {
    std::string folder;
    bool is_summary = false;
    std::uint64_t id = 0;  // of the order or account
    std::string client_order_id;
    std::uint64_t position = 0;
    std::uint64_t event = 0;
};
using Options = std::shared_ptr<ExplainOptions>;

template <class Id>
std::optional<Id> stated(std::uint64_t value) {
    return value == 0 ? std::nullopt : std::optional(Id(value));
}

ExitStatus print_explanation(const ExplainOptions& options, const Result<explain::Question>& question) {
    if (!question) {
        report(question.error());
        return ExitStatus::usage;
    }
    const auto explanation = explanation_of(options.folder, *question);
    if (!explanation) {
        return report(explanation.error());
    }
    fmt::print("{}\n", options.is_summary ? explanation->summary : codec::to_json_text(*explanation));
    return ExitStatus::success;
}

Result<explain::Question> about_reject(const ExplainOptions& options) {
    if (options.event != 0) {
        return explain::AboutReject{.account = stated<AccountId>(options.id), .sequence = EventSequence(options.event)};
    }
    const auto client_order_id = ClientOrderId::from_text(options.client_order_id);
    if (options.id == 0 || !client_order_id || client_order_id->empty()) {
        return fail(ErrorCode::invalid_input, "a reject is named by --event, or by --account and --id");
    }
    return explain::AboutReject{.account = AccountId(options.id), .client_order_id = *client_order_id};
}

// One kind of question as a subcommand. `ask` makes the question of the options.
template <class Ask>
CLI::App& add_question(CLI::App& command, Action& action, const Options& options, const std::string& name,
                       const std::string& description, Ask ask) {
    auto* const question = command.add_subcommand(name, description);
    question->fallthrough();
    question->callback(
        [options, ask, &action] { action = [options, ask] { return print_explanation(*options, ask(*options)); }; });
    return *question;
}

}  // namespace

void add_explain_command(CLI::App& program, Action& action) {
    auto* const command = program.add_subcommand("explain", "Say why, from what the event log recorded");
    auto options = std::make_shared<ExplainOptions>();
    const auto any = whole_number(1, std::numeric_limits<std::uint64_t>::max());
    const auto take_id = [&](CLI::App& question, const std::string& name, const std::string& description) {
        question.add_option(name, options->id, description)->required()->check(any);
    };
    const auto take_event = [&](CLI::App& question, const std::string& name, const std::string& description) {
        question.add_option(name, options->event, description)->check(any)->type_name("SEQUENCE");
    };
    add_read_data_option(*command, options->folder);
    command->add_flag("--summary", options->is_summary, "Print the summary instead of JSON");
    command->require_subcommand(1);

    CLI::App& order =
        add_question(*command, action, options, "order", "Why an order was accepted, and what became of it",
                     [](const ExplainOptions& asked) -> Result<explain::Question> {
                         return explain::AboutOrder{OrderId(asked.id)};
                     });
    take_id(order, "order", "The order's id");
    order.footer(examples({"trireme explain order 17"}));

    CLI::App& routing = add_question(*command, action, options, "routing", "Which rule chose the book of an order",
                                     [](const ExplainOptions& asked) -> Result<explain::Question> {
                                         return explain::AboutRouting{OrderId(asked.id)};
                                     });
    take_id(routing, "order", "The order's id");
    routing.footer(examples({"trireme explain routing 17 | jq .routing.rules"}));

    CLI::App& reject = add_question(*command, action, options, "reject", "Why a command was refused", about_reject);
    reject.add_option("--account", options->id, "The account that asked")->check(any)->type_name("ACCOUNT");
    reject.add_option("--id", options->client_order_id, "Its client_order_id")->type_name("ID");
    take_event(reject, "--event", "The reject's place in the event log");
    reject.footer(examples({"trireme explain reject --account 3 --id ticket-1", "trireme explain reject --event 204"}));

    CLI::App& margin =
        add_question(*command, action, options, "margin", "What equity and used margin are made of",
                     [](const ExplainOptions& asked) -> Result<explain::Question> {
                         return explain::AboutMargin{AccountId(asked.id), stated<EventSequence>(asked.event)};
                     });
    take_id(margin, "account", "The account");
    take_event(margin, "--until", "As last said up to this event");
    margin.footer(examples({"trireme explain margin 3", "trireme explain --summary margin 3 --until 204"}));

    CLI::App& stop_out =
        add_question(*command, action, options, "stop-out", "Each step of a stop-out",
                     [](const ExplainOptions& asked) -> Result<explain::Question> {
                         return explain::AboutStopOut{AccountId(asked.id), stated<PositionId>(asked.position),
                                                      stated<EventSequence>(asked.event)};
                     });
    take_id(stop_out, "account", "The account");
    stop_out.add_option("--position", options->position, "The one that closed this position")
        ->check(any)
        ->type_name("ID");
    take_event(stop_out, "--event", "The one that this event belongs to");
    stop_out.footer(examples({"trireme explain stop-out 3", "trireme explain stop-out 3 --position 12"}));

    command->footer("The answer is made of events alone. It reads beside a running engine.\n\n" +
                    examples({"trireme explain order 17                     why accepted, by which book, how filled",
                              "trireme explain --summary stop-out 3         in a few sentences",
                              "trireme explain reject --event 204 | jq .reject"}));
}

}  // namespace trireme::app
