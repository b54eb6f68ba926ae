// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/documentintake.h"

#include "core/base/async.h"
#include "core/base/charset.h"
#include "core/base/log.h"
#include "core/tool/htmltext.h"

#include <QTemporaryFile>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype passagesAtOnce = 64;
constexpr qint64 bytesOfStart = 4096;    // that tell what a document is
constexpr qint64 awaitedBytes = 4 * 1024 * 1024; // of a text that is indexed before the answer

QString titleFrom(const UploadedDocument &upload, const TextOpening &opening)
{
    const QString baseName = upload.fileName.section(u'.', 0, -2).simplified();
    for (const QString &title : {upload.title.simplified(), opening.title, baseName, opening.start}) {
        if (!title.isEmpty())
            return title.left(longestDocumentTitle);
    }
    return upload.fileName.left(longestDocumentTitle);
}

Result<TextSource> textOfHtml(const TextSource &source, const QString &contentType)
{
    if (source.size() > DocumentIntake::greatestHtml)
        return Error{.code = ErrorCode::TooLarge,
                     .text = u"A web page may have at most 16 MB. Split it and add the parts."_s,
                     .field = u"file"_s};
    const QByteArray bytes = TRY(source.read(source.begin, source.size()));
    const HtmlText page = readableText(TRY(decodedText(bytes, charsetOfType(contentType.toLatin1()), TextKind::Html)));
    const QString text =
        page.title.isEmpty() ? page.text : QString(u"# "_s + page.title + u"\n\n"_s + page.text);
    return TextSource::of(text.toUtf8());
}

// A file of its own beside the upload, which goes with the last who holds it.
Result<std::shared_ptr<QTemporaryFile>> fileBeside(const UploadedDocument &upload)
{
    const auto file = std::make_shared<QTemporaryFile>(QString(upload.path + u".part-XXXXXX"_s));
    if (!file->open())
        return failure(ErrorCode::Unavailable, u"There is no room to read the document. Try again later."_s,
                       file->errorString());
    return file;
}

// pdftotext reads a file from its beginning, so a document that is a part of one gets a file of its own.
Result<std::shared_ptr<QTemporaryFile>> ownFile(const UploadedDocument &upload)
{
    const auto file = TRY(fileBeside(upload));
    QFile whole(upload.path);
    const auto broken = [&] {
        return failure(ErrorCode::Unavailable, u"There is no room to read the document. Try again later."_s,
                       file->errorString());
    };
    if (!whole.open(QIODevice::ReadOnly) || !whole.seek(upload.begin))
        return broken();
    for (qint64 left = upload.size; left > 0;) {
        const QByteArray bytes = whole.read(std::min<qint64>(left, 1024 * 1024));
        if (bytes.isEmpty() || file->write(bytes) != bytes.size())
            return broken();
        left -= bytes.size();
    }
    return file->flush() ? Result<std::shared_ptr<QTemporaryFile>>(file) : broken();
}

Error asDocument(const Error &error)
{
    if (error.code == ErrorCode::Unavailable)
        return error;
    return invalid(u"file"_s, u"The PDF could not be read. %1"_s.arg(error.text));
}

} // namespace

struct DocumentIntake::Job
{
    UploadedDocument upload;
    Principal principal;
    Then then;
    Document document = {};
    Markup markup = Markup::Plain;
    TextSource source = {};
    std::shared_ptr<QTemporaryFile> own = {}; // the PDF alone, or the text in UTF-8
    std::unique_ptr<SandboxRun> run = {};
    qint64 at = 0;
    qsizetype before = 0;
    int passages = 0;
};

Result<void> DocumentIntake::toUtf8(Job &job, const QByteArray &charset)
{
    job.own = TRY(fileBeside(job.upload));
    TRY(writeAsUtf8(job.source, charset, *job.own));
    job.source = {.path = job.own->fileName(), .begin = 0, .end = job.own->size()};
    return {};
}

DocumentIntake::DocumentIntake(KnowledgeService &knowledge, Journal &journal, Sandbox sandbox)
    : m_knowledge(knowledge)
    , m_journal(journal)
    , m_sandbox(std::move(sandbox))
    , m_sweep(knowledge, journal)
{
}

DocumentIntake::~DocumentIntake() = default;

void DocumentIntake::take(const UploadedDocument &upload, const Principal &principal, Then then)
{
    m_jobs.enqueue(
        std::make_shared<Job>(Job{.upload = upload, .principal = principal, .then = std::move(then)}));
    next();
}

void DocumentIntake::next()
{
    if (m_job || m_jobs.isEmpty())
        return;
    m_job = m_jobs.dequeue();
    m_job->source = {.path = m_job->upload.path,
                     .begin = m_job->upload.begin,
                     .end = m_job->upload.begin + m_job->upload.size};
    runInPool(
        this, [source = m_job->source] { return source.read(source.begin, bytesOfStart); },
        [this](const Result<QByteArray> &start) {
            if (!start)
                return fail(start.error());
            draft(*start);
        });
}

void DocumentIntake::draft(const QByteArray &start)
{
    const auto drafted = m_knowledge.draft({.content = start,
                                            .title = m_job->upload.title,
                                            .tags = m_job->upload.tags,
                                            .isShared = m_job->upload.isShared,
                                            .fileName = m_job->upload.fileName,
                                            .contentType = m_job->upload.contentType},
                                           m_job->upload.size, m_job->principal);
    if (!drafted)
        return fail(drafted.error());
    m_job->document = *drafted;
    convert(start);
}

void DocumentIntake::convert(const QByteArray &start)
{
    const QString type = m_job->document.contentType;
    if (type == "application/pdf"_L1)
        return convertPdf();
    m_job->markup = type == "text/plain"_L1 ? Markup::Plain : Markup::Markdown;
    const bool isHtml = type == "text/html"_L1;
    const auto job = m_job;
    runInPool(
        this,
        [job, isHtml, charset = charsetOf(start, m_job->upload.contentType)]() -> Result<TextOpening> {
            if (isHtml)
                job->source = TRY(textOfHtml(job->source, job->upload.contentType));
            else if (!charset.isEmpty())
                TRY(toUtf8(*job, charset));
            return openText(job->source, job->markup);
        },
        [this](const Result<TextOpening> &opening) { opened(opening); });
}

void DocumentIntake::convertPdf()
{
    runInPool(
        this, [upload = m_job->upload] { return ownFile(upload); },
        [this](const Result<std::shared_ptr<QTemporaryFile>> &file) {
            if (!file)
                return fail(file.error());
            m_job->own = *file;
            m_job->run = std::make_unique<SandboxRun>(
                m_sandbox, SandboxedProgram{.program = u"/usr/bin/pdftotext"_s,
                                            .arguments = {u"-q"_s, u"-enc"_s, u"UTF-8"_s, u"-"_s, u"-"_s},
                                            .inputFile = (*file)->fileName(),
                                            .limits = {.memory = 1024 * 1024 * 1024,
                                                       .processorTime = 120s,
                                                       .time = 5min,
                                                       .output = greatestTextOfPdf}});
            connect(
                m_job->run.get(), &SandboxRun::finished, this, [this](const Result<SandboxOutcome> &outcome) {
                    m_job->run.release()->deleteLater();
                    m_job->own.reset();
                    if (!outcome)
                        return fail(asDocument(outcome.error()));
                    if (outcome->exitCode != 0)
                        return fail(invalid(
                            u"file"_s,
                            u"The PDF could not be read. It may be broken, or closed with a password."_s));
                    QByteArray text = outcome->output;
                    m_job->source = TextSource::of(text.replace('\f', '\n'));
                    opened(openText(m_job->source, Markup::Plain));
                });
        });
}

void DocumentIntake::opened(const Result<TextOpening> &opening)
{
    if (!opening)
        return fail(opening.error());
    m_job->document.title = titleFrom(m_job->upload, *opening);
    const auto begun = m_knowledge.begin(m_job->document, opening->text);
    if (!begun)
        return fail(begun.error());
    m_job->document = *begun;
    m_job->at = m_job->source.begin;
    if (m_job->source.size() > awaitedBytes)
        m_journal.whenCommitted(this, [this, job = m_job](const Result<void> &committed) {
            if (committed && m_job == job)
                tell(job->document);
        });
    index();
}

void DocumentIntake::index()
{
    if (m_job->at >= m_job->source.end) {
        const auto done = m_knowledge.finish(m_job->document, m_job->passages, m_job->principal);
        if (!done)
            return fail(done.error());
        m_journal.whenCommitted(this, [this, document = *done](const Result<void> &committed) {
            if (!committed)
                return fail(committed.error());
            tell(document);
            end();
        });
        return;
    }
    runInPool(
        this,
        [job = m_job] {
            return pieceAt(job->source, job->at, job->before, job->markup, job->document.title);
        },
        [this](const Result<DocumentPiece> &piece) {
            if (!piece)
                return fail(piece.error());
            store(*piece, 0);
        });
}

// A few passages a commit, so that nobody waits long behind one.
void DocumentIntake::store(const DocumentPiece &piece, qsizetype from)
{
    if (from >= piece.passages.size()) {
        m_job->at = piece.next;
        m_job->before += piece.length;
        return index();
    }
    const QList<IndexedPassage> some = piece.passages.mid(from, passagesAtOnce);
    const auto stored = m_knowledge.append(m_job->document, m_job->passages, some);
    if (!stored)
        return fail(stored.error());
    m_job->passages += int(some.size());
    m_journal.whenCommitted(this, [this, piece, from](const Result<void> &committed) {
        if (!committed)
            return fail(committed.error());
        // In a turn of its own: what came meanwhile goes first.
        QMetaObject::invokeMethod(
            this, [this, piece, from] { store(piece, from + passagesAtOnce); }, Qt::QueuedConnection);
    });
}

void DocumentIntake::tell(const Result<Document> &outcome)
{
    if (const Then then = std::exchange(m_job->then, {}))
        then(outcome);
}

// Whoever was told already finds out from the document; whoever was not, from this, and the document is gone.
void DocumentIntake::fail(const Error &error)
{
    if (!error.detail.isEmpty())
        qCWarning(logRun).noquote() << "A document could not be read:" << error.text << error.detail;
    if (!m_job->document.id.isEmpty()) {
        const auto kept =
            m_job->then ? m_knowledge.drop(m_job->document) : m_knowledge.giveUp(m_job->document, error.text);
        if (!kept)
            qCWarning(logRun).noquote() << "A document could not be dropped:" << kept.error().detail;
        m_sweep.begin();
    }
    tell(error);
    end();
}

void DocumentIntake::end()
{
    m_job.reset();
    QMetaObject::invokeMethod(this, &DocumentIntake::next, Qt::QueuedConnection);
}

} // namespace core
