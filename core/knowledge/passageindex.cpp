// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/passageindex.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QString matchOf(const QStringList &terms, PassageIndex::Terms match)
{
    QString expression;
    for (QString term : terms) {
        if (!expression.isEmpty())
            expression += match == PassageIndex::Terms::All ? " AND "_L1 : " OR "_L1;
        expression += u'"' + term.replace(u'"', u' ').replace(QChar(0), u' ') + u'"';
    }
    return expression;
}

} // namespace

Result<void> PassageIndex::insert(Transaction &transaction, qint64 passage, const QString &title,
                                  const QString &heading, const QString &body)
{
    TRY(transaction.database.run(
        "INSERT INTO passage_text (rowid, title, heading, body) VALUES (?, ?, ?, ?)"_L1, passage, title,
        heading, body));
    return {};
}

Result<void> PassageIndex::remove(Transaction &transaction, const DocumentId &document, int below)
{
    TRY(transaction.database.run("DELETE FROM passage_text WHERE rowid IN"
                                 " (SELECT id FROM passage WHERE document_id = ? AND position < ?)"_L1,
                                 document.value, below));
    return {};
}

Result<QList<KnowledgeHit>> PassageIndex::search(const QStringList &terms, Terms match, int limit,
                                                 const Readable &readable) const
{
    if (terms.isEmpty())
        return QList<KnowledgeHit>();
    Rows row = TRY(m_database.run(
        "SELECT p.document_id, t.title, t.heading, t.body, snippet(passage_text, 2, '', '', '…', 32), t.rank,"
        " p.start, p.length"
        " FROM passage_text t JOIN passage p ON p.id = t.rowid"
        " LEFT JOIN document_intake i ON i.document_id = p.document_id"
        " WHERE COALESCE(i.removed, 0) = 0 AND"
        " (? OR EXISTS (SELECT 1 FROM shared_document s WHERE s.document_id = p.document_id)"
        " OR EXISTS (SELECT 1 FROM document d WHERE d.id = p.document_id AND ? AND d.owner = ?))"
        " AND passage_text MATCH ? AND t.rank MATCH 'bm25(4.0, 2.0, 1.0)' ORDER BY t.rank LIMIT ?"_L1,
        qint64(readable.all), qint64(readable.owner.has_value()), readable.owner.value_or(QString()),
        matchOf(terms, match), limit));
    QList<KnowledgeHit> hits;
    while (row.next()) {
        hits.append(KnowledgeHit{.document = {row.text(0)},
                                 .title = row.text(1),
                                 .heading = row.text(2),
                                 .text = row.text(3),
                                 .snippet = row.text(4).simplified(),
                                 .score = -row.real(5),
                                 .start = qsizetype(row.integer(6)),
                                 .length = qsizetype(row.integer(7))});
    }
    for (const double best = hits.isEmpty() ? 0 : hits.constFirst().score; KnowledgeHit & hit : hits)
        hit.score = best > 0 ? hit.score / best : 1;
    return hits;
}

} // namespace core
