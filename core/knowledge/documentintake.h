// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/knowledge/documentpieces.h"
#include "core/knowledge/documentsweep.h"
#include "core/knowledge/knowledgeservice.h"
#include "core/sandbox/sandboxrun.h"

#include <QList>

#include <functional>
#include <memory>

namespace core {

// A document in a file, as it was uploaded.
struct UploadedDocument
{
    QString path = {};
    qint64 begin = 0; // its part of the file
    qint64 size = 0;
    QString fileName = {};
    QString contentType = {}; // empty: from the file's name
    QString title = {};       // empty: from the document, or else the file's name
    QStringList tags = {};
    bool isShared = false;
    std::shared_ptr<void> keeper = {}; // holds the file until it is not needed any more
};

// Takes documents of up to 100 MB into the knowledge base without ever holding one in memory or anybody up:
// text, Markdown and HTML are read in a thread of the pool, PDF becomes text in the sandbox, and the passages
// go into the index a few at a time. Some documents at a time, and not all of them one person's; the others
// wait. Owned by the core; backend thread. What a crash interrupts is failed at the next start.
class DocumentIntake final : public QObject
{
    Q_OBJECT

public:
    using Then = std::function<void(const Result<Document> &)>;

    static constexpr qint64 greatestHtml = 16 * 1024 * 1024;
    static constexpr qint64 greatestTextOfPdf = 64 * 1024 * 1024;

    DocumentIntake(KnowledgeService &knowledge, Journal &journal, Sandbox sandbox = {});
    ~DocumentIntake() override;

    // Calls `then` once, in the backend thread: with the document when it can be found, or is still being
    // indexed because it is large; or with what is wrong with it, and then nothing was stored.
    void take(const UploadedDocument &upload, const Principal &principal, Then then);

private:
    struct Job;

    using JobPointer = std::shared_ptr<Job>;

    void next();
    JobPointer takeWaiting();
    void begin(const JobPointer &job);
    void draft(const JobPointer &job, const QByteArray &start);
    void convert(const JobPointer &job, const QByteArray &start);
    static Result<void> toUtf8(Job &job, const QByteArray &charset);
    void convertPdf(const JobPointer &job);
    void readPdf(const JobPointer &job, const Result<SandboxOutcome> &outcome);
    void opened(const JobPointer &job, const Result<TextOpening> &opening);
    void index(const JobPointer &job);
    void store(const JobPointer &job, const DocumentPiece &piece, qsizetype from);
    void fail(const JobPointer &job, const Error &error);
    void putAway(const Document &document, bool isKept, const Error &error);
    void end(const JobPointer &job);

    KnowledgeService &m_knowledge;
    Journal &m_journal;
    Sandbox m_sandbox;
    DocumentSweep m_sweep;
    QList<JobPointer> m_waiting;
    QList<JobPointer> m_underWay;
};

} // namespace core
