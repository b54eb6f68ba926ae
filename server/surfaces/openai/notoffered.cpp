// SPDX-License-Identifier: GPL-3.0-or-later
// What OpenAI's API has and this server does not, and what serves the same end here.
#include "server/surfaces/openai/openai.h"

namespace server::openai {

using namespace Qt::Literals::StringLiterals;

std::vector<NotOffered> notOffered()
{
    const QString chat =
        u"The Responses API is not offered here. Use POST /v1/chat/completions, with the input as messages."_s;
    const QString knowledge =
        u"Files are not kept here for models. Put documents into the knowledge base with "
        "POST /v1/knowledge/documents; agents search it."_s;
    const QString text = u"Agents answer with text here. Use POST /v1/chat/completions."_s;
    const QString agents =
        u"Assistants are not offered here. Deploy agents with POST /api/v1/clusters; each is a "
        "model, cluster/agent, of POST /v1/chat/completions."_s;
    const QString training =
        u"Models are neither trained nor measured here. Give an agent a system prompt with "
        "POST /api/v1/clusters, and documents with POST /v1/knowledge/documents."_s;
    const QString prompts =
        u"Edits are not offered here. Use POST /v1/completions or POST /v1/chat/completions."_s;
    return {
        {"/v1/responses", chat},
        {"/v1/conversations", chat},
        {"/v1/messages", u"Anthropic's protocol is not offered here. Use POST /v1/chat/completions."_s},
        {"/v1/chat/completions",
         u"Completions are not kept under their own id. GET /api/v1/tasks/{id} shows the "
         "task of one; its id is in the answer's header X-Workflow-ID."_s},
        {"/v1/embeddings",
         u"Embeddings are not offered here. Put documents into the knowledge base with POST "
         "/v1/knowledge/documents, and find passages with GET /v1/knowledge/search."_s},
        {"/v1/images", text},
        {"/v1/videos", text},
        {"/v1/audio", text},
        {"/v1/realtime", text},
        {"/v1/files", knowledge},
        {"/v1/uploads", knowledge},
        {"/v1/vector_stores", knowledge},
        {"/v1/moderations",
         u"Moderations are not offered here. The rooms of POST /api/chat/sessions check what is "
         "written in them."_s},
        {"/v1/assistants", agents},
        {"/v1/threads", agents},
        {"/v1/chatkit", agents},
        {"/v1/skills", agents},
        {"/v1/batches",
         u"Batches are not offered here. Submit each request with POST /api/v1/tasks, and read its "
         "answer with GET /api/v1/tasks/{id}."_s},
        {"/v1/containers",
         u"Containers are not offered here. Deploy code with POST /v1/agents, and run it with "
         "POST /v1/agents/{agent_id}/execute."_s},
        {"/v1/fine_tuning", training},
        {"/v1/fine-tunes", training},
        {"/v1/evals", training},
        {"/v1/edits", prompts},
        {"/v1/engines", u"Engines are not offered here. GET /v1/models lists the models."_s},
        {"/v1/organization", u"Organizations are not offered here. Keys are made with POST "
                             "/api/v1/auth/api-keys."_s},
        {"/v1", u"This address is not known. /openapi.json lists those that are."_s},
    };
}

} // namespace server::openai
