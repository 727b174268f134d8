#include "scenarios/executor.hpp"

#include "codec/json.hpp"
#include "scenarios/checks.hpp"
#include "scenarios/explaining.hpp"
#include "scenarios/matching.hpp"
#include "scenarios/statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace trireme::scenarios {
namespace {

// A scenario that fails everywhere is not worth reading further.
constexpr std::size_t failures_max = 20;
constexpr std::size_t shown_events_max = 12;

std::string all_of(const std::vector<Event>& events) {
    std::string text = events.empty() ? "\n    none" : "";
    for (const Event& event : std::span(events).first(std::min(events.size(), shown_events_max))) {
        const boost::json::value json = codec::to_json(event);
        text += fmt::format("\n    {}\n      {}", event_in_words(json.get_object()), codec::serialize_json(json));
    }
    if (events.size() > shown_events_max) {
        text += fmt::format("\n    and {} more", events.size() - shown_events_max);
    }
    return text;
}

std::optional<std::string> difference_of_event(const boost::json::object& expected, const std::vector<Event>& events,
                                               std::size_t index) {
    if (index == events.size()) {
        return "there are no more events";
    }
    return difference(expected, codec::to_json(events[index]));
}

bool refuses(const Event& event) {
    return std::holds_alternative<Rejected>(event) || std::holds_alternative<QuoteIgnored>(event);
}

}  // namespace

void Executor::run(const Script& script) {
    std::size_t index = 0;
    while (index < script.steps.size() && failures_.size() < failures_max) {
        const Step& step = script.steps[index];
        std::size_t end = index + 1;
        while (end < script.steps.size() && script.steps[end].kind == StepKind::expect) {
            ++end;
        }
        run_step(step, Steps(script.steps).subspan(index + 1, end - index - 1));
        index = end;
    }
}

void Executor::run_step(const Step& step, Steps expectations) {
    if (step.kind == StepKind::use) {
        if (const auto used = use(step); !used) {
            fail_at(step.line, fmt::format("{}\n  {}", step.text, used.error().message));
        }
        return;
    }
    if (step.kind == StepKind::check) {
        if (const auto checked = check(step.phrase, engine_, last_timer_count_, names_); !checked) {
            fail_at(step.line, fmt::format("{}\n  {}", step.text, checked.error().message));
        }
        return;
    }
    if (step.kind == StepKind::explain) {
        if (const auto explained = check_explanation(step.phrase, engine_, names_); !explained) {
            fail_at(step.line, fmt::format("{}\n  {}", step.text, explained.error().message));
        }
        return;
    }
    const auto response = respond(step);
    if (!response) {
        fail_at(step.line, fmt::format("{}\n  {}", step.text, response.error().message));
        return;
    }
    last_timer_count_ = response->timer_count;
    if (response->broken) {
        fail_for_broken_invariant(step, *response);
    }
    if (!step.is_given) {
        compare(step, expectations, *response);
    } else if (std::ranges::any_of(response->events, refuses)) {
        fail_at(step.line, fmt::format("{}\n  was refused{}", step.text, all_of(response->events)));
    }
}

Result<Response> Executor::respond(const Step& step) {
    Response all;
    for (std::size_t count = 0; count < step.repetitions && !all.broken; ++count) {
        TRIREME_TRY_ASSIGN(Response one, step.kind == StepKind::command ? apply(step) : move_clock(step));
        std::ranges::move(one.events, std::back_inserter(all.events));
        all.timer_count += one.timer_count;
        all.broken = std::move(one.broken);
    }
    return all;
}

Result<void> Executor::use(const Step& step) {
    const std::string& name = step.phrase.terms.front().word;
    TRIREME_TRY_ASSIGN(const std::string text, presets_(name));
    TRIREME_TRY_ASSIGN(const Script preset, parse_preset(text));
    const std::size_t failures_before = failures_.size();
    for (const Step& inner : preset.steps) {
        if (inner.kind == StepKind::use) {
            fail_at(inner.line, "a preset uses no other");
        } else {
            run_step(inner, {});
        }
    }
    for (Failure& failure : std::span(failures_).subspan(failures_before)) {
        failure.message = fmt::format("{}\n  preset {}, line {}: {}", step.text, name, failure.line, failure.message);
        failure.line = step.line;
    }
    return {};
}

Result<Response> Executor::move_clock(const Step& step) {
    const std::string& word = step.phrase.terms.front().word;
    if (step.phrase.terms.size() != 1) {
        return fail(ErrorCode::invalid_input, "expected one word behind `at` and `after`");
    }
    Timestamp to;
    if (step.kind == StepKind::at) {
        TRIREME_TRY_ASSIGN(to, parse_timestamp(word));
    } else {
        TRIREME_TRY_ASSIGN(const Duration span, parse_span(word));
        to = engine_.now().plus(span);
    }
    if (to < engine_.now()) {
        return fail(ErrorCode::invalid_input, "it is {} already", format_timestamp(engine_.now()));
    }
    Response response = engine_.move_to(to);
    std::ranges::for_each(response.events, [&](const Event& event) { learn(event); });
    return response;
}

Result<Response> Executor::apply(const Step& step) {
    TRIREME_TRY_ASSIGN(const Command command, read_command(step, names_, definitions_));
    Response response = engine_.apply(command);
    std::ranges::for_each(response.events, [&](const Event& event) { learn(event); });
    return response;
}

void Executor::learn(const Event& event) {
    definitions_.on_event(event);
    if (const auto* const opened = std::get_if<AccountOpened>(&event)) {
        names_.currencies[opened->account.value()] = opened->terms.currency;
    }
}

void Executor::compare(const Step& step, Steps expectations, const Response& response) {
    std::size_t index = 0;
    for (const Step& expectation : expectations) {
        const auto expected = read_expectation(expectation, names_);
        if (!expected) {
            fail_at(expectation.line, fmt::format("{}\n  {}", expectation.text, expected.error().message));
            return;
        }
        for (std::size_t count = 0; count < expectation.repetitions; ++count, ++index) {
            if (const auto differs = difference_of_event(*expected, response.events, index)) {
                fail_at(
                    expectation.line,
                    fmt::format("{}\n  differs   {}\n  event {} of `{}` on line {}; its events are{}", expectation.text,
                                *differs, index + 1, step.text, step.line, all_of(response.events)));
                return;
            }
        }
    }
    if (index < response.events.size()) {
        fail_at(step.line, fmt::format("{}\n  {} events were expected; its events are{}", step.text, index,
                                       all_of(response.events)));
    }
}

void Executor::fail_at(std::size_t line, std::string message) {
    failures_.push_back({.line = line, .message = std::move(message)});
}

void Executor::fail_for_broken_invariant(const Step& step, const Response& response) {
    fail_at(step.line, fmt::format("{}\n  broken    {}\n  its events are{}", step.text, *response.broken,
                                   all_of(response.events)));
    failures_.back().is_broken_invariant = true;
}

}  // namespace trireme::scenarios
