// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/openai/completionfields.h"

#include <iterator>

namespace server::openai {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double mostMessages = 2000;
constexpr double largestWish = 1'000'000'000;

Field number(const QString &name, double least, double most, const QString &summary)
{
    return {.name = name, .type = FieldType::Number, .minimum = least, .maximum = most, .summary = summary};
}

// A whole number that has one value alone.
Field only(const QString &name, double value, const QString &refusal)
{
    return {.name = name,
            .type = FieldType::Integer,
            .minimum = value,
            .maximum = value,
            .refusal = refusal,
            .summary = refusal};
}

// A text that changes nothing of the answer, whatever it is.
Field accepted(const QString &name, const QString &why)
{
    return {.name = name, .maximum = 512, .summary = u"Accepted; "_s + why};
}

// `instead` is what to do, in a sentence.
Field refused(const QString &name, const QString &instead = {})
{
    const QString text =
        name + u" is not offered here. "_s + (instead.isEmpty() ? u"Leave it out."_s : instead);
    return {.name = name, .type = FieldType::Nothing, .refusal = text, .summary = text};
}

Field emptyList(const QString &name)
{
    const QString text = name + u" must be empty: an agent brings its own tools, and runs them here"_s;
    return {.name = name, .type = FieldType::List, .maximum = 0, .refusal = text, .summary = text};
}

// Of tools that a request brings, of which there are none.
Field choiceOfTools(const QString &name)
{
    const QString text = name + u" must be none or auto: an agent brings its own tools, and chooses"_s;
    return {.name = name, .allowed = {u"none"_s, u"auto"_s}, .refusal = text, .summary = text};
}

void append(std::vector<Field> &fields, std::vector<Field> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(fields));
}

// What both protocols take.
std::vector<Field> commonFields()
{
    const QString penalty = u"Of models whose protocol has it, as OpenAI's; others go without"_s;
    return {
        {.name = u"model"_s,
         .maximum = 300,
         .summary = u"One of /v1/models, shannon-chat when absent; cluster/agent is an agent"_s,
         .example = u"shannon-chat"_s},
        {.name = u"stream"_s,
         .type = FieldType::Boolean,
         .summary = u"Answers with server-sent events that end with [DONE]"_s},
        {.name = u"stream_options"_s,
         .type = FieldType::Object,
         .fields = {{.name = u"include_usage"_s,
                     .type = FieldType::Boolean,
                     .summary = u"The last message before [DONE] tells the usage"_s},
                    refused(u"include_obfuscation"_s)}},
        {.name = u"max_tokens"_s,
         .type = FieldType::Integer,
         .minimum = 1,
         .maximum = largestWish,
         .summary =
             u"Of one answer of a model; 16,384 at most. For the provider builtin a word is a token"_s},
        number(u"temperature"_s, 0, 2, u"Of the models that are asked"_s),
        number(u"top_p"_s, 0, 1, u"Of the models that are asked"_s),
        only(u"n"_s, 1, u"n must be 1: a task has one answer"_s),
        {.name = u"stop"_s,
         .type = FieldType::Any,
         .summary = u"A text, or up to 4: the answer is told up to the first of them"_s,
         .example = QJsonArray{u"END"_s}},
        number(u"presence_penalty"_s, -2, 2, penalty),
        number(u"frequency_penalty"_s, -2, 2, penalty),
        {.name = u"logit_bias"_s,
         .type = FieldType::Object,
         .maximum = 0,
         .refusal = u"logit_bias must be empty: it is not offered here"_s,
         .summary = u"Not offered; must be empty"_s},
        refused(u"logprobs"_s),
        {.name = u"seed"_s,
         .type = FieldType::Integer,
         .summary = u"Of models whose protocol has it, which do their best; others go without"_s},
        accepted(u"user"_s, u"the key says who asks"_s),
    };
}

std::vector<Field> optionFields()
{
    return {
        {.name = u"context"_s, .type = FieldType::Object, .summary = u"The context of the task"_s},
        {.name = u"agent"_s, .maximum = 300, .summary = u"An agent's name, or cluster/agent"_s},
        {.name = u"agent_input"_s, .type = FieldType::Any},
        {.name = u"role"_s, .maximum = 100},
        {.name = u"research_strategy"_s, .allowed = {u"quick"_s, u"standard"_s, u"deep"_s, u"academic"_s}},
        {.name = u"model_tier"_s, .allowed = {u"small"_s, u"medium"_s, u"large"_s}}};
}

// A call that another program's tool was asked for, in a history.
std::vector<Field> callFields()
{
    return {{.name = u"name"_s}, {.name = u"arguments"_s}};
}

std::vector<Field> messageFields()
{
    return {{.name = u"role"_s,
             .presence = Presence::Required,
             .allowed = {u"system"_s, u"developer"_s, u"user"_s, u"assistant"_s, u"tool"_s, u"function"_s},
             .summary = u"What tools were asked and answered is read as text"_s},
            {.name = u"content"_s,
             .type = FieldType::Any,
             .summary = u"A text, or a list of parts of the type text"_s},
            {.name = u"name"_s, .maximum = 512, .summary = u"Of a function; who else speaks is not told"_s},
            {.name = u"refusal"_s, .summary = u"Read as text"_s},
            {.name = u"tool_calls"_s,
             .type = FieldType::List,
             .maximum = 1000,
             .summary = u"Read as text"_s,
             .fields = {{.name = u"id"_s},
                        {.name = u"type"_s, .allowed = {u"function"_s, u"custom"_s}},
                        {.name = u"function"_s, .type = FieldType::Object, .fields = callFields()},
                        {.name = u"custom"_s,
                         .type = FieldType::Object,
                         .fields = {{.name = u"name"_s}, {.name = u"input"_s}}}}},
            {.name = u"tool_call_id"_s, .summary = u"The call that a tool answers"_s},
            {.name = u"function_call"_s,
             .type = FieldType::Object,
             .summary = u"Read as text"_s,
             .fields = callFields()},
            refused(u"audio"_s, u"Messages are text."_s)};
}

// What says how tools of the request, other kinds of answers and their price are wanted.
std::vector<Field> modeFields()
{
    return {
        emptyList(u"tools"_s),
        choiceOfTools(u"tool_choice"_s),
        {.name = u"parallel_tool_calls"_s,
         .type = FieldType::Boolean,
         .summary = u"Accepted; of tools that the request brings, of which there are none"_s},
        emptyList(u"functions"_s),
        choiceOfTools(u"function_call"_s),
        {.name = u"response_format"_s,
         .type = FieldType::Object,
         .fields = {{.name = u"type"_s,
                     .presence = Presence::Required,
                     .allowed = {u"text"_s},
                     .refusal = u"response_format: only the type text is offered"_s}}},
        {.name = u"modalities"_s,
         .type = FieldType::TextList,
         .allowed = {u"text"_s},
         .refusal = u"modalities: only text is offered"_s},
        refused(u"audio"_s, u"Answers are text."_s),
        only(u"top_logprobs"_s, 0, u"top_logprobs must be 0: logprobs are not offered here"_s),
        {.name = u"prediction"_s,
         .type = FieldType::Object,
         .summary = u"Accepted; it would make an answer come sooner, and no other"_s},
        {.name = u"reasoning_effort"_s,
         .allowed = {u"none"_s, u"minimal"_s, u"low"_s, u"medium"_s, u"high"_s, u"xhigh"_s},
         .summary = u"Of models whose protocol has it; others think as long as they do"_s},
        {.name = u"verbosity"_s,
         .allowed = {u"medium"_s},
         .refusal = u"verbosity: only medium is offered; ask for short or long answers in the messages"_s},
        refused(u"web_search_options"_s, u"Give an agent a tool that fetches pages."_s),
        refused(u"moderation"_s),
        {.name = u"metadata"_s,
         .type = FieldType::Object,
         .maximum = 16,
         .summary = u"Kept as metadata in the context of the task"_s},
        {.name = u"service_tier"_s,
         .allowed = {u"auto"_s, u"default"_s},
         .refusal = u"service_tier: only auto and default are offered"_s},
        {.name = u"store"_s,
         .type = FieldType::Boolean,
         .summary = u"Accepted; every request is a task, and kept as one"_s},
        accepted(u"safety_identifier"_s, u"the key says who asks"_s),
        accepted(u"prompt_cache_key"_s, u"what providers keep of a prompt changes no answer"_s),
        accepted(u"prompt_cache_retention"_s, u"as prompt_cache_key"_s),
        {.name = u"prompt_cache_options"_s,
         .type = FieldType::Object,
         .summary = u"Accepted; as prompt_cache_key"_s},
    };
}

} // namespace

std::vector<Field> chatFields()
{
    const QJsonArray example{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, u"What is 6 times 7?"_s}}};
    std::vector<Field> fields{
        {.name = u"messages"_s,
         .type = FieldType::List,
         .presence = Presence::Required,
         .minimum = 1,
         .maximum = mostMessages,
         .summary = u"The last one of the user is the task; the others are its history"_s,
         .fields = messageFields(),
         .example = example},
        {.name = u"max_completion_tokens"_s,
         .type = FieldType::Integer,
         .minimum = 1,
         .maximum = largestWish,
         .summary = u"The newer name of max_tokens"_s},
        {.name = u"shannon_options"_s, .type = FieldType::Object, .fields = optionFields()},
    };
    append(fields, modeFields());
    append(fields, commonFields());
    return fields;
}

std::vector<Field> promptFields()
{
    std::vector<Field> fields{
        {.name = u"prompt"_s,
         .type = FieldType::Any,
         .presence = Presence::Required,
         .summary = u"A text, or a list with one text"_s,
         .example = u"What is 6 times 7?"_s},
        only(u"best_of"_s, 1, u"best_of must be 1: a task has one answer"_s),
        refused(u"echo"_s, u"Put the prompt before the answer yourself."_s),
        {.name = u"suffix"_s,
         .maximum = 0,
         .refusal = u"suffix is not offered here. Say in the prompt what comes behind the answer."_s,
         .summary = u"Not offered; must be empty"_s},
    };
    append(fields, commonFields());
    return fields;
}

} // namespace server::openai
